import { describe, expect, it } from "vitest";
import { curvesCsv } from "../../../src/lab/takeaway/curves.ts";
import { append, EMPTY_TRACE } from "../../../src/lab/trace.ts";

const measured = (update: number, models: object) => ({ update, bytes: 100, models });

describe("curvesCsv", () => {
  it("has a line a model and update, what is not known of it empty", () => {
    const traces = {
      correction: append(EMPTY_TRACE, [1, 0.5, -0.25, 2, 0.25, -0.125]),
      ebm: append(EMPTY_TRACE, [1, 4, 2]),
    };
    const fits = [
      measured(0, { ebm: { nll: 5, tv: 0.5 }, correction: { nll: 2.5, tv: 0.25 } }),
      measured(2, { correction: { nll: 1.5, tv: 0.125 } }),
    ];
    expect(curvesCsv(traces, fits).split("\n")).toEqual([
      "model,update,loss,energy gap,mean of,test NLL,TV of mode masses",
      "ebm,0,,,,5,0.5",
      "ebm,1,4,2,1,,",
      "correction,0,,,,2.5,0.25",
      "correction,1,0.5,-0.25,1,,",
      "correction,2,0.25,-0.125,1,1.5,0.125",
      "",
    ]);
  });

  it("says of how many updates a long run's losses are the mean", () => {
    const long = Array.from({ length: 1500 }, (_, i) => [i + 1, 1, 0]).flat();
    const lines = curvesCsv({ correction: append(EMPTY_TRACE, long) }, []).split("\n");
    expect(lines[1]).toBe("correction,1.5,1,0,2,,");
  });
});
