import { beforeAll, expect, it } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { Drawing, ToyData } from "../../../src/model/recipe.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

async function open(data: ToyData, drawing: Drawing | null): Promise<ToySession> {
  const settings = toyDefaults(data, "mixture");
  return ToySession.open(7, settings, await recoveryOf(CPU), () => {}, drawing);
}

it("a session of drawn data draws its points about the drawn ones, in their classes", async () => {
  const drawing = { points: Float32Array.of(-3, 0, 3, 1), labels: Uint8Array.of(2, 6) };
  const session = await open("drawn", drawing);
  const { sample, extent } = await session.prepared();
  expect(sample.points).toHaveLength(4000);
  const classOf = (x: number) => (x < 0 ? 0 : 1);
  expect([...sample.labels]).toEqual(
    Array.from(sample.labels, (_, i) => classOf(sample.points[2 * i]!)),
  );
  expect(sample.points.every((value) => Math.abs(value) < extent)).toBe(true);
  session.dispose();
});

it("a session's sample has no more classes than a drawing can", async () => {
  const session = await open("grid", null);
  const { sample } = await session.prepared();
  expect([...new Set(sample.labels)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  session.dispose();
});

it.each([null, { points: new Float32Array(0), labels: new Uint8Array(0) }])(
  "a session of drawn data without a drawing is refused in words: %#",
  async (drawing) => {
    await expect(open("drawn", drawing)).rejects.toThrow("expected at least 1 point, found 0");
  },
);
