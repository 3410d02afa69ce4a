import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SWEEP_SCHEMA } from "../../../src/lab/sweeps/design.ts";
import { designOf, draftFrom } from "../../../src/lab/sweeps/draft.ts";
import { readSweep, sweepJson } from "../../../src/lab/sweeps/file.ts";
import { fieldsOf } from "../../../src/lab/sweeps/trials.ts";
import { featureDefaults, toyDefaults } from "../../../src/model/defaults.ts";
import { design, RANGES } from "./designs.ts";

const read = (file: object) =>
  readSweep("own.json", JSON.stringify({ schema: SWEEP_SCHEMA, ...file }));
const axes = [{ key: "steps", values: [10, 20] }];

const DESIGNS = {
  "a grid": design(),
  "a sample": design({ axes: RANGES, sampling: { by: "latin", points: 12, seed: 3 } }),
  "successive halving": design({ stopping: { rule: "halving", eta: 2, rungs: 4 } }),
  features: design({
    base: { kind: "features", settings: featureDefaults() },
    axes: [{ key: "correction.l2", values: [1, 10] }],
    criterion: "auroc.average",
  }),
  "drawn data": design({
    base: {
      ...{ kind: "toy", settings: { ...toyDefaults("cross", "correction"), data: "drawn" } },
      drawing: { points: Float32Array.of(0.5, 1, -2, 0.1), labels: Uint8Array.of(0, 1) },
    },
  }),
};

describe("readSweep", () => {
  it.each(Object.entries(DESIGNS))("brings back what sweepJson wrote: %s", (_, own) => {
    expect(readSweep("own.json", sweepJson(own))).toEqual(own);
  });

  it("fills in what a file by hand leaves out", () => {
    expect(read({ base: "#tab=lab&data=grid&seed=7&l2=0.2", axes })).toEqual({
      ...{ schema: SWEEP_SCHEMA, name: "own", axes, seeds: [7], criterion: "nll" },
      ...{ sampling: { by: "grid" }, stopping: { rule: "none" } },
      base: {
        ...{ kind: "toy", drawing: null },
        settings: { ...toyDefaults("grid", "correction"), seed: 7, l2: 0.2 },
      },
    });
  });

  it("takes the keys of the address for axes, and seeds as a range", () => {
    const base = "https://example.org/lab/#tab=features";
    const own = [{ key: "correction.alpha", from: 1e-3, to: 1e-2, scale: "log" }];
    const sampling = { by: "random", points: 3 };
    const { criterion } = DESIGNS.features;
    const found = read({ base, axes: own, sampling, seeds: "1-3", criterion });
    expect(found.axes[0]!.key).toBe("correction.stepSize");
    expect(found.seeds).toEqual([1, 2, 3]);
    expect(found.base.kind).toBe("features");
  });

  it.each([
    [{ axes }, /own.json, base: expected an object, found nothing/],
    [{ base: "data=mars", axes }, /own.json, base: data: expected cross or .*, found "mars"/],
    [{ base: "data=drawn", axes }, /the address encloses no drawing/],
    [{ base: { kind: "toy", settings: { luck: 1 } }, axes }, /luck: no setting has this name/],
    [{ base: "data=grid" }, /own.json, axes: expected a list/],
    [{ base: "data=grid", axes: [{ key: "steps" }] }, /axes\[0\]: expected values, or from and to/],
    [{ base: "data=grid", axes: [{ key: "luck", values: [1] }] }, /luck: no setting/],
    [
      { base: "data=grid", axes, sampling: { by: "chance" } },
      /grid or random or latin, found "chance"/,
    ],
    [{ base: "data=grid", axes, seeds: [1.5] }, /seeds\[0\]: expected a whole number/],
    [{ base: "data=grid", axes, stopping: { rule: "luck" } }, /none or halving, found "luck"/],
    [{ base: "data=grid", axes, seed: 3 }, /found "seed"; take it out/],
    [{ base: "data=grid", axes, schema: "other" }, /expected the schema .* found "other"/],
  ])("tells what is wrong with %j", (file, expected) => {
    expect(() => read(file)).toThrow(expected);
  });

  it("names the file where it is no JSON", () => {
    expect(() => readSweep("a.json", "{")).toThrow(/^a.json: expected JSON/);
  });

  it("fails on any file with a sentence alone", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => readSweep("a.json", text)).toThrow(/^a.json: expected/);
      }),
    );
  });
});

describe("designOf", () => {
  it.each(Object.entries(DESIGNS))("brings back what draftFrom took apart: %s", (_, own) => {
    expect(designOf(draftFrom(own))).toEqual({ design: own, problems: [] });
  });

  it("tells what cannot be read", () => {
    const draft = { ...draftFrom(design()), seeds: "one" };
    expect(designOf(draft)).toEqual({
      design: null,
      problems: [expect.stringMatching(/seeds: expected .* found "one"/)],
    });
  });
});

it("fieldsOf never calls one setting by another's key in the address", () => {
  for (const kind of ["toy", "features"] as const) {
    const fields = fieldsOf(kind);
    for (const { key, url } of fields) {
      const same = fields.find((other) => other.key === url);
      expect(same?.key ?? key).toBe(key);
    }
  }
});
