import type { Locks } from "../../../src/lab/runs/locks.ts";
import type { Stopping, SweepDesign, Trial } from "../../../src/lab/sweeps/design.ts";
import { SWEEP_SCHEMA } from "../../../src/lab/sweeps/design.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";

/** A sweep over the steps of a short run of the cross. */
export function designOf(over: Partial<SweepDesign> = {}): SweepDesign {
  const settings = { ...toyDefaults("cross", "correction"), updates: 80 };
  return {
    ...{ schema: SWEEP_SCHEMA, name: "steps", criterion: "nll" },
    base: { kind: "toy", settings, drawing: null },
    axes: [{ key: "steps", values: [5, 10] }],
    ...{ sampling: { by: "grid" }, seeds: [1, 2], stopping: { rule: "none" } },
    ...over,
  };
}

/** Points that cost the same, a seed or more each. */
export function evenly(points: number, seeds: number, stopping: Stopping) {
  const values = Array.from({ length: points }, (_, i) => (i + 1) / 100);
  const design = designOf({
    axes: [{ key: "l2", values }],
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    stopping,
  });
  return { design, trials: trialsOf(design) };
}

export const numbers = (trials: readonly Trial[]) => trials.map(({ index }) => index);

/** The locks of a browser, which all of its pages share. */
export function browser(): Locks & { taken: Set<string> } {
  const taken = new Set<string>();
  return {
    taken,
    async hold(name) {
      if (taken.has(name)) return null;
      taken.add(name);
      return () => taken.delete(name);
    },
    held: async () => new Set(taken),
    free: () => new Promise(() => {}),
  };
}
