import type { Axis, SweepDesign } from "../../../src/lab/sweeps/design.ts";
import { SWEEP_SCHEMA } from "../../../src/lab/sweeps/design.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";

/** A grid of steps and step sizes on the grid data, three seeds each. */
export const design = (more: Partial<SweepDesign> = {}): SweepDesign => ({
  ...{ schema: SWEEP_SCHEMA, name: "Steps and step size" },
  base: { kind: "toy", settings: toyDefaults("grid", "correction"), drawing: null },
  axes: [
    { key: "steps", values: [10, 20, 40] },
    { key: "stepSize", values: [0.001, 0.003] },
  ],
  ...{ sampling: { by: "grid" }, seeds: [1, 2, 3] },
  ...{ stopping: { rule: "none" }, criterion: "nll" },
  ...more,
});

export const RANGES: Axis[] = [
  { key: "stepSize", from: 1e-4, to: 1e-2, scale: "log" },
  { key: "temperature", from: 0.5, to: 2, scale: "linear" },
  { key: "steps", from: 1, to: 40, scale: "linear" },
  { key: "objective", values: ["likelihood", "nce"] },
];
