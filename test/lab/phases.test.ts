import { describe, expect, it } from "vitest";
import { type Phases, phasesUntil, withPhases } from "../../src/lab/phases.ts";
import { TRACE_LIMIT } from "../../src/lab/trace.ts";
import { negativePhase } from "./samples.ts";

const told = (updates: number[]) =>
  updates.reduce(
    (phases, update) => withPhases(phases, { ebm: negativePhase(update) }),
    {} as Phases,
  );

describe("withPhases", () => {
  it("keeps the newest phase of each model, and every angle", () => {
    const phases = withPhases(told([1, 5]), { correction: negativePhase(6) });
    expect(phases.ebm!.newest.update).toBe(5);
    expect(phases.ebm!.angles.rows).toEqual([
      [1, 70, 30],
      [5, 70, 30],
    ]);
    expect(phases.correction!.angles.rows).toHaveLength(1);
  });

  it("counts an update once, though it comes again at rest", () => {
    expect(told([1, 5, 5]).ebm!.angles.rows).toHaveLength(2);
  });

  it("stays bounded, however long the run", () => {
    const { rows } = told(Array.from({ length: 2 * TRACE_LIMIT }, (_, i) => i)).ebm!.angles;
    expect(rows.length).toBeLessThanOrEqual(TRACE_LIMIT);
  });
});

describe("phasesUntil", () => {
  it("forgets what a lost GPU makes come again", () => {
    expect(phasesUntil(told([1, 5]), 4)).toEqual({});
    const kept = phasesUntil(told([1, 5]), 5);
    expect(kept.ebm!.angles.rows).toHaveLength(2);
  });
});
