import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToyModel, ToySettings } from "../../../src/model/recipe.ts";
import type { ToyKeyframe, ToyOrigin } from "../../../workers/protocol/timeline.ts";
import { Keyframes } from "../../../workers/toy/keyframes.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, fastClock, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});
afterEach(() => {
  vi.restoreAllMocks();
});

const settingsOf = (model: ToyModel, own: Partial<ToySettings> = {}): ToySettings => ({
  ...toyDefaults("cross", model),
  ...{ width: 8, batch: 16, steps: 3, updates: 32, ...own },
});

async function open(settings: ToySettings, origin: ToyOrigin | null = null) {
  return ToySession.open(3, settings, await recoveryOf(CPU), () => {}, null, origin);
}

/** Trains to the end; the keyframes told on the way. */
async function train(session: ToySession): Promise<ToyKeyframe[]> {
  const told: ToyKeyframe[] = [];
  await session.train(
    () => session.drawn(),
    (message) => message.type === "keyframe" && told.push(message),
  );
  return told;
}

/** The keyframes of a session that trains to its end, and the one there. */
async function ended(session: ToySession) {
  const keyframes = await train(session);
  const end = (await session.keyframe()) ?? keyframes.at(-1);
  expect(end?.update).toBe(16);
  await session.dispose();
  return { keyframes, end };
}

describe("the keyframes of a run", () => {
  it("come once at its beginning, and at most sixteen times on the way", async () => {
    fastClock();
    const session = await open(settingsOf("correction"));
    expect(await session.keyframe()).toMatchObject({ type: "keyframe", run: 3, update: 0 });
    expect(await session.keyframe()).toBeNull();
    const updates = [0, ...(await train(session)).map(({ update }) => update)];
    const gaps = updates.slice(1).map((update, i) => update - updates[i]!);
    expect(gaps.length).toBeGreaterThan(3);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2);
    await session.dispose();
  });

  it("come no faster than their time, and again where a lost GPU took the run back", async () => {
    const session = await open(settingsOf("correction"));
    await session.keyframe();
    vi.spyOn(performance, "now").mockReturnValue(0);
    const keyframes = new Keyframes();
    const { members } = session as unknown as { members: Parameters<Keyframes["take"]>[0] };
    expect(await keyframes.take(members, 32, true)).toMatchObject({ update: 0 });
    await session.step();
    await session.step();
    expect(await keyframes.take(members, 32)).toBeNull();
    expect(await keyframes.take(members, 32, true)).toMatchObject({ update: 2 });
    expect(await keyframes.take(members, 32, true)).toBeNull();
    keyframes.goBack();
    expect(await keyframes.take(members, 32, true)).toMatchObject({ update: 2 });
    await session.dispose();
  });

  it("let a fork with the same settings end bit for bit as its trunk, of all models", async () => {
    fastClock();
    const settings = settingsOf("all", { updates: 16 });
    const trunk = await open(settings);
    const { end, keyframes } = await ended(trunk);
    const { checkpoints } = keyframes.find(({ update }) => update >= 4)!;
    expect(Object.keys(checkpoints)).toEqual(["ebm", "correction"]);
    const branch = await open(settings, { checkpoints, settings, update: 11 });
    expect(await branch.keyframe()).toMatchObject({ update: 11 });
    expect((await ended(branch)).end).toEqual(end);
  });

  it("are none of a model that has diverged, and none of a mixture", async () => {
    const mixture = await open(settingsOf("mixture"));
    expect(await mixture.keyframe()).toBeNull();
    await mixture.dispose();
    fastClock();
    const session = await open(settingsOf("correction", { learningRate: 1e30 }));
    await session.keyframe();
    await expect(train(session)).rejects.toThrow("training diverged by update");
    expect(await session.keyframe()).toBeNull();
    await session.dispose();
  });
});
