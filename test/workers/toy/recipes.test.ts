import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ModelKind, ToyData } from "../../../src/model/recipe.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, recoveryOf } from "../lost.ts";

const PATIENCE = 180_000;

beforeAll(async () => {
  await openBackend("cpu");
});

/** How well a default run fits, as the page would show it at the end. */
async function quality(data: ToyData, model: ModelKind) {
  const session = await ToySession.open(
    1,
    toyDefaults(data, model),
    await recoveryOf(CPU),
    () => {},
  );
  await session.train(() => {});
  const { frame } = await session.frame();
  await session.dispose();
  return frame.models[model]!.quality;
}

describe("the default settings", () => {
  test(
    "correct the cross: most of the mixture's gap to the truth is closed",
    async () => {
      const { nll, mixtureNll, trueNll } = await quality("cross", "correction");
      expect(trueNll).toBeCloseTo(1.453, 2);
      expect(mixtureNll).toBeCloseTo(2.17, 1);
      expect(nll).toBeLessThanOrEqual(1.65);
      expect(nll).toBeGreaterThan(trueNll);
    },
    PATIENCE,
  );

  test(
    "correct the grid and keep its modes' masses",
    async () => {
      const { nll, mixtureNll, tv } = await quality("grid", "correction");
      expect(tv).toBeLessThanOrEqual(0.1);
      expect(nll).toBeLessThan(mixtureNll);
    },
    PATIENCE,
  );

  test(
    "let the plain EBM miss the grid's modes",
    async () => {
      const { tv } = await quality("grid", "ebm");
      expect(tv).toBeGreaterThanOrEqual(0.3);
    },
    PATIENCE,
  );
});
