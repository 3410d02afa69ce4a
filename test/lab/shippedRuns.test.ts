import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import { PRESETS } from "../../src/lab/presets.ts";
import {
  type RecordedPast,
  type Recording,
  unpackPast,
  unpackRecording,
} from "../../src/lab/recording.ts";
import { filesOf, SHIPPED } from "../../src/lab/shipped.ts";
import { MODELS } from "../../src/model/recipe.ts";
import { trainedIn } from "../../workers/toy/run.ts";
import { ToySession } from "../../workers/toy/session.ts";
import { CPU, recoveryOf } from "../workers/lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

const bytesOf = async (file: string) => new Uint8Array(await readFile(`public/${file}`));

async function read(name: string): Promise<{ run: Recording; past: RecordedPast; bytes: number }> {
  const [file, pastFile] = filesOf(name);
  const [bytes, pastBytes] = [await bytesOf(file), await bytesOf(pastFile)];
  const [run, past] = [await unpackRecording(bytes, file), await unpackPast(pastBytes, pastFile)];
  return { run, past, bytes: bytes.length };
}

describe.each(Object.entries(SHIPPED))("the shipped run of %s", (preset, name) => {
  it("has the settings of its preset", async () => {
    const { settings } = PRESETS.find((other) => other.name === preset)!;
    expect((await read(name)).run.settings, "run npm run record").toEqual(settings);
  });

  it("is the end of a run, with frames and losses from its beginning on", async () => {
    const { run, past } = await read(name);
    const { updates, model } = run.settings;
    expect(run.frame.update).toBe(updates);
    const steps = past.frames.map(({ update }) => update);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.length).toBeGreaterThanOrEqual(16);
    expect(steps.at(-1)).toBeLessThan(updates);
    for (const kind of trainedIn(model)) {
      expect(run.losses[kind]).toHaveLength(3 * updates);
      expect(past.start[kind]!.update).toBe(0);
      expect(past.checkpoints[kind]!.update).toBe(updates);
    }
  });

  it("is taken up by a session with the same fit", async () => {
    const { run, past } = await read(name);
    const { settings, frame } = run;
    const origin = { checkpoints: past.checkpoints, settings, update: settings.updates };
    const recovery = await recoveryOf(CPU);
    const session = await ToySession.open(1, settings, recovery, () => {}, null, origin);
    const { frame: own } = await session.frame();
    await session.dispose();
    for (const kind of MODELS.filter((model) => frame.models[model])) {
      const [shipped, found] = [frame.models[kind]!, own.models[kind]!];
      const problem = `${kind}: run npm run record`;
      expect(Math.abs(shipped.quality.nll - found.quality.nll), problem).toBeLessThan(1e-6);
      const { values } = shipped.total;
      const off = values.map((value, i) => Math.abs(value - found.total.values[i]!));
      expect(
        off.reduce((most, each) => Math.max(most, each)),
        problem,
      ).toBeLessThan(0.00102);
    }
  });
});

it("the shipped runs take no more than their share of the first load and of the repository", async () => {
  const sizes = await Promise.all(
    Object.values(SHIPPED).map(async (name) => {
      const [file, past] = filesOf(name);
      return { first: (await bytesOf(file)).length, past: (await bytesOf(past)).length };
    }),
  );
  for (const { first } of sizes) expect(first).toBeLessThan(200e3);
  const all = sizes.reduce((sum, { first, past }) => sum + first + past, 0);
  expect(all).toBeLessThan(1.5e6);
});
