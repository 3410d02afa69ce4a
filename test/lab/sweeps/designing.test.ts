import { describe, expect, it } from "vitest";
import { createLabStore } from "../../../src/lab/store.ts";
import { designActions } from "../../../src/lab/sweeps/designing.ts";
import { designOf, newAxis, spacedText } from "../../../src/lab/sweeps/draft.ts";
import { sweepJson } from "../../../src/lab/sweeps/file.ts";
import { offered } from "../../../src/lab/sweeps/offered.ts";
import { paceText } from "../../../src/lab/sweeps/pace.ts";
import { fieldsOf } from "../../../src/lab/sweeps/trials.ts";
import { baseText, sizeText, stoppingText, sweepTitle } from "../../../src/lab/sweeps/words.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { design } from "./designs.ts";
import { record } from "./records.ts";

function begun() {
  const store = createLabStore();
  const designs = designActions(store);
  designs.begin();
  return { store, designs, draft: () => store.getState().sweeps.draft! };
}

describe("designActions", () => {
  it("begins upon the 2D lab's settings, and keeps what was designed", () => {
    const { designs, draft } = begun();
    expect(draft().base).toMatchObject({ kind: "toy", settings: { data: "cross" } });
    designs.addAxis("steps");
    designs.begin();
    expect(draft().axes).toHaveLength(1);
  });

  it("adds a setting with values around its own, ready to run", () => {
    const { designs, draft } = begun();
    designs.addAxis("steps");
    designs.addAxis("objective");
    const { design: found, problems } = designOf(draft());
    expect(problems).toEqual([]);
    expect(found!.axes).toEqual([
      { key: "steps", values: [20, 40, 80] },
      { key: "objective", values: ["likelihood", "nce"] },
    ]);
  });

  it("changes and removes an axis, and takes a range for a sample", () => {
    const { designs, draft } = begun();
    designs.change({ by: "latin" });
    designs.addAxis("stepSize");
    designs.changeAxis("stepSize", { from: "0.001", to: "0.1" });
    expect(designOf(draft()).design!.axes).toEqual([
      { key: "stepSize", also: ["stepSizeEnd"], from: 0.001, to: 0.1, scale: "log" },
    ]);
    designs.removeAxis("stepSize");
    expect(draft().axes).toEqual([]);
  });

  it("takes new settings and keeps the axes, unless they are of another kind", () => {
    const { store, designs, draft } = begun();
    designs.addAxis("steps");
    const toy = toyDefaults("grid", "correction");
    store.setState(({ place }) => ({ place: { ...place, toy } }));
    designs.rebase("toy");
    expect(draft()).toMatchObject({
      base: { settings: { data: "grid" } },
      axes: [{ key: "steps" }],
    });
    designs.rebase("features");
    expect(draft()).toMatchObject({ base: { kind: "features" }, axes: [] });
  });

  it("loads a sweep's file, or says why not and keeps the draft", async () => {
    const { store, designs, draft } = begun();
    await designs.load(new File([sweepJson(design())], "own.json"));
    expect(designOf(draft()).design).toEqual(design());
    await designs.load(new File(["{}"], "bad.json"));
    expect(store.getState().sweeps.problem).toMatch(/^bad.json: expected the schema/);
    expect(designOf(draft()).design).toEqual(design());
  });

  it("takes a sweep's design over", () => {
    const { designs, draft } = begun();
    designs.copy(design());
    expect(designOf(draft()).design).toEqual(design());
  });
});

describe("newAxis", () => {
  it("makes an axis of any setting that can run as it is", () => {
    const { designs, draft } = begun();
    for (const kind of ["toy", "features"] as const) {
      designs.rebase(kind);
      for (const field of fieldsOf(kind)) {
        const axes = [newAxis(field, draft().base.settings)];
        expect(designOf({ ...draft(), axes }).problems).toEqual([]);
      }
    }
  });
});

describe("spacedText", () => {
  it("fills in values, and nothing where the range does not go", () => {
    const field = fieldsOf("toy").find(({ key }) => key === "stepSize")!;
    if (field.kind === "choice") throw new Error("a number was expected");
    const axis = { ...newAxis(field, begun().draft().base.settings), from: "1e-4", to: "0.1" };
    expect(spacedText(field, axis, "4")).toBe("0.0001, 0.001, 0.01, 0.1");
    for (const [from, count] of [
      ["lots", "4"],
      ["0", "4"],
      ["1e-4", "0"],
    ]) {
      expect(spacedText(field, { ...axis, from: from! }, count!)).toBeNull();
    }
  });
});

describe("offered", () => {
  it("finds settings by words, and leaves out what is varied or means nothing here", () => {
    const { designs, draft } = begun();
    const keys = (words: string) =>
      offered(draft(), words).flatMap(({ options }) => options.map(({ key }) => key));
    expect(keys("step")).toEqual(["steps", "stepSize", "stepSizeEnd"]);
    expect(keys("leapfrog")).toEqual([]);
    designs.addAxis("sampler");
    designs.addAxis("steps");
    expect(keys("leapfrog")).toEqual(["leapfrogs"]);
    expect(keys("step")).not.toContain("steps");
  });
});

describe("the words of a design", () => {
  it("count its points, seeds and runs", () => {
    expect(sizeText(design())).toBe("6 points × 3 seeds = 18 runs");
    expect(sizeText(design({ seeds: [1], axes: [{ key: "steps", values: [1] }] }))).toBe(
      "1 point × 1 seed = 1 run",
    );
  });

  it("explain successive halving with its numbers", () => {
    const values = Array.from({ length: 36 }, (_, i) => i + 1);
    const stopping = { rule: "halving", eta: 3, rungs: 3 } as const;
    const own = design({ stopping, seeds: [1, 2, 3, 4, 5], axes: [{ key: "steps", values }] });
    expect(stoppingText(own)).toBe(
      "36 points × 5 seeds train to update 89; the best 12 go on to 267; 4 go on to 800.",
    );
    expect(stoppingText(design({ stopping }))).toMatch(/the best 2 go on to 267; 1 goes on to 800/);
    expect(stoppingText(design({ stopping, axes: [{ key: "updates", values: [90, 900] }] }))).toBe(
      "2 points × 3 seeds train to 1/9 of their updates; the best 1 goes on to 1/3 of their updates; 1 goes on to their end.",
    );
    expect(stoppingText(design())).toBeNull();
  });

  it("call it by its name or by what it varies", () => {
    expect(sweepTitle(design())).toBe("Steps and step size");
    expect(sweepTitle(design({ name: "" }))).toBe("Steps and Step size, first");
    const { base } = design();
    expect(baseText(base, [])).toBe("grid, correction; 800 updates");
    const short = { ...base, settings: { ...base.settings, updates: 40 } } as typeof base;
    expect(baseText(short, [])).toBe("grid, correction; 40 updates");
    expect(baseText(short, ["updates"])).toBe("grid, correction");
    const wide = { ...base, settings: { ...base.settings, width: 32, steps: 7 } } as typeof base;
    expect(baseText(wide, ["width", "steps"])).toBe("grid, correction; 800 updates");
  });

  it("tell how long it takes by the last kept run alone", () => {
    const { updates } = design().base.settings as { updates: number };
    expect(paceText(design(), [])).toBeNull();
    expect(paceText(design(), [record({ update: 0, seconds: 0 })])).toBeNull();
    const axes = [{ key: "l2", values: [0.1] }];
    const last = record({ update: updates, seconds: 60 });
    expect(paceText(design({ axes }), [last])).toMatch(
      /^about 3 min if they ran one after the other/,
    );
  });
});
