import { describe, expect, it } from "vitest";
import { shownIn } from "../../src/lab/results.ts";
import { summary } from "./samples.ts";

const loaded = summary("a", "b", "c");
const nothing = { method: null, column: null };

describe("shownIn", () => {
  it("is the first set, and the correction as soon as it has a result", () => {
    expect(shownIn(nothing, ["MSP", "SSD"], loaded)).toMatchObject({
      ...{ method: "SSD", column: { name: "a" } },
    });
    expect(shownIn(nothing, ["MSP", "EBM", "Correction"], loaded)?.method).toBe("Correction");
    expect(shownIn(nothing, [], loaded)?.method).toBeNull();
  });

  it("is what was chosen as long as it is there", () => {
    const chosen = { method: "KNN", column: "far average" } as const;
    expect(shownIn(chosen, ["KNN", "Correction"], loaded)).toEqual({
      ...{ method: "KNN", column: { name: "far average", group: "far", datasets: ["b", "c"] } },
    });
    expect(shownIn(chosen, ["Correction"], summary("a"))).toMatchObject({
      ...{ method: "Correction", column: { name: "a" } },
    });
  });

  it("is nothing where nothing is loaded", () => {
    expect(shownIn(nothing, [], null)).toBeNull();
  });
});
