import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { diagnose } from "../../../src/lab/diagnosis.ts";
import { withValue } from "../../../src/lab/values.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToyModel, ToySettings } from "../../../src/model/recipe.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

const STEP = { stepSize: 1, stepSizeEnd: 1 };

/** Deep networks on the grid, of which some settings lose hold within some tens of updates. */
const settingsOf = (model: ToyModel, own: Partial<ToySettings>): ToySettings => ({
  ...toyDefaults("grid", model),
  ...{ hiddenLayers: 6, width: 64, batch: 32, steps: 10, updates: 150 },
  ...own,
});

async function end(settings: ToySettings): Promise<"diverged" | "done"> {
  const session = await ToySession.open(1, settings, await recoveryOf(CPU), () => {});
  try {
    await session.train(() => {});
    return "done";
  } catch (error) {
    expect(String(error)).toContain("training diverged");
    return "diverged";
  } finally {
    await session.dispose();
  }
}

describe("a run that diverges", () => {
  it.each([
    ["without an L2 term", "ebm", { l2: 0 }, /λ 0 is below the 0.06/],
    ["of too large a learning rate", "ebm", { learningRate: 1, hiddenLayers: 8 }, /rate 1 is 100/],
    ["of long steps without an L2 term", "correction", { ...STEP, l2: 0 }, /λ 0 is below the 0.06/],
    [
      "at a low temperature without an L2 term",
      "ebm",
      { temperature: 0.001, l2: 0 },
      /λ 0 is below the 0.06/,
    ],
  ] as const)("%s is mended by the first remedy", async (_, model, own, sentence) => {
    const settings = settingsOf(model, own);
    expect(await end(settings)).toBe("diverged");
    const [first] = diagnose(settings, "diverged");
    expect(first?.sentence).toMatch(sentence);
    const changes = Object.entries(first!.changes);
    const mended = changes.reduce((all, [key, value]) => withValue(all, key, value), settings);
    expect(await end(mended)).toBe("done");
  });
});
