import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PAPER_METHODS } from "../../../src/detection/methods.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import * as evaluate from "../../../src/kernels/evaluate.ts";
import type { FeatureSettings } from "../../../src/model/recipe.ts";
import { collectionOf } from "../../../workers/features/loading.ts";
import { Preparation } from "../../../workers/features/preparation.ts";
import { FeatureTrials } from "../../../workers/features/trial.ts";
import type { Checkpoints } from "../../../workers/protocol/timeline.ts";
import { CPU, fastClock, recoveryOf } from "../lost.ts";
import { go } from "./runs.ts";
import { TINY_UPDATES, tinyFiles, tinySettings } from "./tiny.ts";

beforeAll(async () => {
  await openBackend("cpu");
});
beforeEach(fastClock);
afterEach(() => {
  vi.restoreAllMocks();
});

const NOTHING = { roles: [], groups: [] };

async function trials() {
  return new FeatureTrials(await collectionOf({ files: tinyFiles(), ...NOTHING }));
}

/** Runs a trial, and collects what it tells. */
async function run(
  of: FeatureTrials,
  settings: FeatureSettings = tinySettings(),
  stopAt = Number.POSITIVE_INFINITY,
) {
  const told: [number, number][] = [];
  const keyframes: { update: number; checkpoints: Checkpoints }[] = [];
  const ended = await of.run({ run: 3, settings, from: null }, await recoveryOf(CPU), {
    going: () => (told.at(-1)?.[0] ?? 0) < stopAt,
    progress: (...progress) => told.push(progress),
    keyframe: (keyframe) => keyframes.push(keyframe),
  });
  return { ended, told, keyframes };
}

describe("a trial over features", () => {
  it("gives the results of a run that a page watches, to the last bit", async () => {
    const collection = await collectionOf({ files: tinyFiles(), ...NOTHING });
    const settings = { ...tinySettings(), replicates: 5 };
    const prepared = (await new Preparation(collection).of(settings, () => true))!;
    const { finals, messages } = await go({ ...prepared, settings });
    const { ended } = await run(await trials(), settings);
    const [results, comparison] = [
      finals.map(({ type: _, ...result }) => result),
      messages.findLast((message) => message.type === "comparison")!,
    ];
    expect(ended.results).toEqual(results);
    const { type: _, ...compared } = comparison;
    expect(ended.comparison).toEqual(compared);
    expect(ended.problem).toBeNull();
  });

  it("tells the updates of both trainings, their losses, and no preliminary result", async () => {
    const { ended, told, keyframes } = await run(await trials());
    expect(told[0]).toEqual([0, 2 * TINY_UPDATES]);
    expect(told.at(-1)).toEqual([2 * TINY_UPDATES, 2 * TINY_UPDATES]);
    expect(ended.results.every(({ final }) => final)).toBe(true);
    expect(ended.trainings.map(({ method }) => method)).toEqual(["Correction", "EBM"]);
    for (const { losses, updates } of ended.trainings) {
      expect(updates).toBe(TINY_UPDATES);
      expect([...losses].filter((_, i) => i % 3 === 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
    const last = keyframes.at(-1)!;
    expect(last.update).toBe(ended.updates);
    expect(last.checkpoints.correction?.update).toBe(TINY_UPDATES);
    expect(last.checkpoints.ebm?.update).toBe(TINY_UPDATES);
  });

  it("scores with the plain detectors once, until a setting changes that they depend on", async () => {
    const scoring = vi.spyOn(evaluate, "kthSquaredDistances");
    const settings = { ...tinySettings(), replicates: 0 };
    const of = await trials();
    const first = await run(of, settings);
    const calls = scoring.mock.calls.length;
    const again = await run(of, { ...settings, seed: 9, ebm: { ...settings.ebm, l2: 1 } });
    expect(again.ended.results).toHaveLength(PAPER_METHODS.length);
    expect(scoring).toHaveBeenCalledTimes(calls);
    const knn = ({ ended }: typeof first) => ended.results.find(({ method }) => method === "KNN");
    expect(knn(again)).toEqual(knn(first));
    const other = await run(of, { ...settings, neighbours: 2 });
    expect(knn(other)).not.toEqual(knn(first));
  });

  it("has no result where it is stopped", async () => {
    await expect(run(await trials(), tinySettings(), 4)).rejects.toThrow("the trial was stopped");
  });

  it("keeps what it has where a training diverges, and says why", async () => {
    const { ended } = await run(await trials(), tinySettings({ learningRate: 1e30 }));
    expect(ended.problem).toMatch(/^EBM: training diverged/);
    expect(ended.results.map(({ method }) => method)).toContain("Correction");
    expect(ended.results.map(({ method }) => method)).not.toContain("EBM");
  });
});

describe("files that a trial reads", () => {
  it("are taken for what the reader took them for, and in the reader's groups", async () => {
    const { entries, groups } = await collectionOf({
      files: tinyFiles(),
      roles: [
        ["ood_close_features.npy", "ood_distant_features"],
        ["ood_distant_features.npy", null],
        ["ood_close_logits.npy", null],
        ["ood_distant_logits.npy", null],
      ],
      groups: [["distant", "near"]],
    });
    const roleOf = (source: string) => entries.find((entry) => entry.source === source)!.role;
    expect(roleOf("ood_close_features.npy")).toBe("ood_distant_features");
    expect(roleOf("ood_distant_features.npy")).toBeNull();
    expect(roleOf("train_labels.npy")).toBe("train_labels");
    expect(groups.get("distant")).toBe("near");
  });

  it("are refused with all that is wrong", async () => {
    const files = [...tinyFiles(), new File(["abc"], "notes.txt")];
    await expect(collectionOf({ files, ...NOTHING })).rejects.toThrow(/^notes\.txt: /);
  });
});
