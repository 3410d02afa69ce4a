import { describe, expect, it } from "vitest";
import type { SweepDesign } from "../../../src/lab/sweeps/design.ts";
import { designNotes, designProblems } from "../../../src/lab/sweeps/problems.ts";
import { featureDefaults } from "../../../src/model/defaults.ts";
import { design, RANGES } from "./designs.ts";

const values = Array.from({ length: 60 }, (_, i) => i + 1);
const latin = { by: "latin", points: 9, seed: 1 } as const;
const halving = (eta: number, rungs: number) => ({
  stopping: { rule: "halving", eta, rungs } as const,
});

describe("designProblems", () => {
  it("has none of designs that can run", () => {
    for (const more of [{}, { axes: RANGES, sampling: latin }, halving(3, 3)]) {
      expect(designProblems(design(more))).toEqual([]);
    }
  });

  it.each<[Partial<SweepDesign>, RegExp]>([
    [{ axes: [] }, /axes: expected at least 1 setting to vary, found 0/],
    [{ axes: [{ key: "steps", values: [] }] }, /at least 1 value, found 0/],
    [{ axes: [{ key: "luck", values: [1] }] }, /luck: no setting that can be varied/],
    [{ axes: [{ key: "seed", values: [1] }] }, /seed: no setting that can be varied/],
    [{ axes: [{ key: "steps", values: [0.5] }] }, /expected a whole number, .*, found 0.5/],
    [{ axes: [{ key: "steps", values: ["20"] }] }, /expected a whole number/],
    [{ axes: [{ key: "steps", values: [20, 20] }] }, /expected each value once, found 20 twice/],
    [{ axes: [{ key: "objective", values: ["hope"] }] }, /likelihood or nce, found hope/],
    [{ axes: [design().axes[0]!, design().axes[0]!] }, /steps: expected once among the axes/],
    [{ axes: RANGES.slice(0, 1) }, /a grid needs its values, found a range/],
    [
      { sampling: latin, axes: [{ key: "l2", from: 0, to: 1, scale: "log" }] },
      /a log scale begins above 0, found 0/,
    ],
    [
      { sampling: latin, axes: [{ key: "steps", from: 9, to: 3, scale: "linear" }] },
      /expected a range that rises, found 9 to 3/,
    ],
    [{ sampling: { by: "random", points: 0, seed: 1 } }, /points: expected a whole number/],
    [{ sampling: { by: "random", points: 9, seed: -1 } }, /sample's seed: expected/],
    [{ seeds: [] }, /seeds: expected at least 1/],
    [{ seeds: [1, 2, 1] }, /seeds: expected each once, found 1 several times/],
    [
      {
        axes: [
          { key: "steps", values },
          { key: "width", values: values.map((v) => v + 3) },
        ],
      },
      /runs: expected at most 2,000, found 10,800/,
    ],
    [
      { axes: [{ key: "data", values: ["cross", "drawn"] }] },
      /drawing: expected at least 1 point, found 0; draw some/,
    ],
    [{ criterion: "auroc.average" }, /criterion: expected one of nll, .*found "auroc.average"/],
    [halving(1, 3), /an eta of at least 2/],
    [halving(3, 1), /at least 2 rungs/],
    [halving(3, 9), /9 rungs leave no update before the first of \d+; take at most \d/],
    [
      {
        ...halving(3, 2),
        ...{ base: { kind: "features", settings: featureDefaults() }, criterion: "auroc.average" },
        axes: [{ key: "correction.steps", values: [5, 10] }],
      },
      /runs over features are not compared on their way/,
    ],
  ])("tells what is wrong with %j", (more, expected) => {
    const problems = designProblems(design(more));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });
});

describe("designNotes", () => {
  it("tells of a setting that changes nothing beside the others", () => {
    const axes = [{ key: "leapfrogs", values: [2, 5] }];
    expect(designNotes(design({ axes }))[0]).toMatch(/changes nothing while sampler is langevin/);
    const both = [...axes, { key: "sampler", values: ["langevin", "hmc"] }];
    expect(designNotes(design({ axes: both }))).toEqual([]);
  });
});
