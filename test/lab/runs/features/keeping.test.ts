import { describe, expect, it } from "vitest";
import { featuresReport } from "../../../../src/lab/report.ts";
import type { Keeping } from "../../../../src/lab/runs/archive.ts";
import { keepFeatureRuns } from "../../../../src/lab/runs/features/keeping.ts";
import { featureTrialOf } from "../../../../src/lab/runs/features/made.ts";
import { mismatch, type OpenedRun } from "../../../../src/lab/runs/features/opened.ts";
import type { FeatureDetails, FeatureRecord } from "../../../../src/lab/runs/record.ts";
import { firstCheckpoint } from "../../../../src/training/checkpoint.ts";
import type { Checkpoints } from "../../../../workers/protocol/timeline.ts";
import { setUpLoaded } from "../../features.ts";
import { plan, result, summary } from "../../samples.ts";

const network = {
  ...{ inputs: 4, hiddenLayers: 1, width: 4, fourierFeatures: 0 },
  activation: "leakyRelu" as const,
};
const checkpoint = (update: number) => ({ ...firstCheckpoint(network, 1), update });

/** The Features tab with files loaded, and everything that is kept of its runs. */
function setUp() {
  const lab = setUpLoaded();
  const kept: Keeping[] = [];
  const held: string[] = [];
  /** Locks that another page holds. */
  const theirs: string[] = [];
  lab.store.setState(({ runs }) => ({ runs: { ...runs, records: [] } }));
  keepFeatureRuns(lab.store, {
    archive: { keep: async (keeping) => void kept.push(keeping) },
    locks: {
      async hold(name) {
        if (theirs.includes(name)) return null;
        held.push(name);
        return () => void held.splice(held.indexOf(name), 1);
      },
    },
    open: async () => {},
  });
  const say = (message: unknown) => lab.port.say(message);
  const run = () => lab.state().run;
  const score = () => {
    say({ type: "started", run: run(), plan: plan() });
    say(result(run(), "SSD", { a: [0.8, 0.4], b: [0.9, 0.2] }));
    say({ type: "comparison", run: run(), columns: [], methods: [], ablation: NONE });
  };
  const train = (update: number) => {
    const training = { update, updates: 8, loss: -update, gap: update };
    say({
      ...{ type: "progress", run: run(), method: "Correction", share: 0.5, secondsLeft: 1 },
      training,
    });
  };
  const keyframe = (update: number, checkpoints: Checkpoints) =>
    say({ type: "keyframe", run: run(), update, seconds: update / 2, checkpoints });
  /** Lets what is under way be written. */
  const written = async () => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
    return kept.at(-1) as Keeping & { record: FeatureRecord; details: FeatureDetails };
  };
  const opened = async (): Promise<OpenedRun> => {
    const { record, details, states } = await written();
    return { record, parts: details.parts, state: states?.at(-1) ?? null };
  };
  return { ...lab, kept, held, theirs, say, run, score, train, keyframe, written, opened };
}

const NONE = { columns: [], methods: [] };

describe("a run of the Features tab", () => {
  it("is kept from its first result on, with its network, and holds its lock to the end", async () => {
    const { features, score, written, kept, held, say } = setUp();
    features.start();
    expect(held).toHaveLength(1);
    expect(kept).toEqual([]);
    score();
    const { record, details } = await written();
    expect(record).toMatchObject({
      ...{
        kind: "features",
        standing: "training",
        update: 0,
        updates: 16,
        id: held[0]!.replace("run-", ""),
      },
      settings: { network: "4x64" },
    });
    expect(record.report!.results.map(({ method }) => method)).toEqual(["SSD", "SSD"]);
    expect(details.parts.summary).toEqual(summary("a", "b"));
    say({ type: "done", run: 1, updates: 16, seconds: 9 });
    expect((await written()).record).toMatchObject({ standing: "done", update: 16, seconds: 9 });
    expect(held).toEqual([]);
  });

  it("is kept with each of its keyframes, and its losses so far", async () => {
    const { features, score, train, keyframe, written } = setUp();
    features.start();
    score();
    train(3);
    keyframe(3, { correction: checkpoint(3) });
    const { record, details, states } = await written();
    expect(record).toMatchObject({ standing: "training", update: 3, seconds: 1.5 });
    expect(details.parts.trainings.Correction!.trace.rows).toEqual([[3, -3, 3]]);
    expect(states).toEqual([{ update: 3, checkpoints: { correction: checkpoint(3) } }]);
  });

  it("is stopped where it is cancelled, and failed with its reason where it fails", async () => {
    const { features, score, written, say } = setUp();
    features.start();
    score();
    features.cancel();
    say({ type: "cancelled", run: 1, updates: 2, seconds: 1 });
    const first = (await written()).record;
    expect(first).toMatchObject({ standing: "stopped", problem: null });
    features.start();
    score();
    say({ type: "failed", run: 2, message: "EBM: diverged", updates: 2, seconds: 1 });
    const second = (await written()).record;
    expect(second).toMatchObject({ standing: "failed", problem: "EBM: diverged" });
    expect(second.id).not.toBe(first.id);
  });

  it("is stopped where it is left, and keeps the reader's name for it", async () => {
    const { store, features, port, score, written, held } = setUp();
    features.start();
    score();
    await written();
    const named = { ...store.getState().runs.records![0]!, name: "mine" };
    store.setState(({ runs }) => ({ runs: { ...runs, records: [named] } }));
    port.crash("gone");
    expect((await written()).record).toMatchObject({ standing: "stopped", name: "mine" });
    expect(held).toEqual([]);
  });

  it("is kept no more once the reader has deleted it", async () => {
    const { store, features, score, written, kept, say } = setUp();
    features.start();
    score();
    await written();
    store.setState(({ runs }) => ({ runs: { ...runs, records: [] } }));
    const before = kept.length;
    say({ type: "done", run: 1, updates: 16, seconds: 9 });
    await written();
    expect(kept).toHaveLength(before);
  });

  it("is kept no more once another page has kept it", async () => {
    const { store, features, score, written, kept, say, state } = setUp();
    features.start();
    score();
    say({ type: "done", run: 1, updates: 16, seconds: 9 });
    const { record } = await written();
    const theirs = { ...record, changed: record.changed + 9 };
    store.setState(({ runs }) => ({ runs: { ...runs, records: [theirs] } }));
    const before = kept.length;
    say({ type: "comparison", run: 1, columns: [], methods: [], ablation: NONE });
    await written();
    expect(kept).toHaveLength(before);
    expect(state().kept).toBeNull();
  });

  it("is not kept where the page stands within another", async () => {
    const { store, features, score, written, kept } = setUp();
    store.setState(({ place }) => ({ place: { ...place, embed: true } }));
    features.start();
    score();
    await written();
    expect(kept).toEqual([]);
  });
});

describe("a kept run", () => {
  async function cutOff() {
    const lab = setUp();
    lab.features.start();
    lab.score();
    for (const update of [1, 2, 3, 4]) lab.train(update);
    lab.keyframe(3, { correction: checkpoint(3) });
    return { ...lab, opened: await lab.opened() };
  }

  it("is shown as it was, without its files", async () => {
    const { opened } = await cutOff();
    const { store, features, state } = setUp();
    features.clear();
    features.showKept(opened);
    expect(state().phase.at).toBe("empty");
    expect(state().results).toEqual(opened.parts.results);
    expect(store.getState().place).toMatchObject({
      tab: "features",
      features: opened.record.settings,
    });
    expect(featuresReport(store.getState())).toEqual(opened.record.report);
    features.resumeKept();
    expect(state().phase.at).toBe("empty");
  });

  it("stays on screen while files are loaded, and goes on from its checkpoints with its own", async () => {
    const { opened } = await cutOff();
    const { features, state, port, say, score, written, held } = setUp();
    features.showKept(opened);
    say({ type: "loaded", summary: summary("other") });
    features.resumeKept();
    expect(state().opened).toBe(opened);
    say({ type: "loaded", summary: summary("a", "b") });
    expect(state().results).toEqual(opened.parts.results);
    features.resumeKept();
    expect(state().opened).toBeNull();
    expect(port.heard.at(-1)).toMatchObject({
      type: "start",
      settings: opened.record.settings,
      from: { correction: { update: 3 } },
    });
    expect(state().trainings.Correction!.trace.rows.map(([update]) => update)).toEqual([1, 2, 3]);
    expect(held).toEqual([`run-${opened.record.id}`]);
    score();
    say({ type: "done", run: state().run, updates: 16, seconds: 9 });
    const { record } = await written();
    expect(record).toMatchObject({ id: opened.record.id, standing: "done", update: 16 });
    expect(record.created).toBe(opened.record.created);
    expect(record.seconds).toBe(9 + opened.record.seconds);
  });

  it("goes on as another run where another page trains it", async () => {
    const { opened } = await cutOff();
    const { features, state, score, theirs, written } = setUp();
    features.showKept(opened);
    const { id, update } = opened.record;
    theirs.push(`run-${id}`);
    features.resumeKept();
    await written();
    score();
    const { record } = await written();
    expect(record.id).not.toBe(id);
    expect(record).toMatchObject({ from: { id, update }, standing: "training" });
    expect(state().kept).toBe(record.id);
  });

  it("goes on with its OOD sets in the groups that they were in", async () => {
    const { opened } = await cutOff();
    const { features, port, say } = setUp();
    const loaded = summary("a", "b");
    const moved = { ...loaded, ood: loaded.ood.map((set) => ({ ...set, group: "far" as const })) };
    say({ type: "loaded", summary: moved });
    features.showKept(opened);
    features.resumeKept();
    expect(port.heard.at(-2)).toEqual({ type: "group", dataset: "a", group: "near" });
  });

  it("takes the place of a run under way, which is stopped and can be resumed", async () => {
    const { opened } = await cutOff();
    const { features, port, score, kept, written, state } = setUp();
    features.start();
    score();
    features.showKept(opened);
    expect(port.types.at(-1)).not.toBe("start");
    expect(port.types).toContain("cancel");
    expect((await written()).record.standing).toBe("stopped");
    expect(kept.at(-1)!.record.id).not.toBe(opened.record.id);
    expect(state().results).toEqual(opened.parts.results);
  });

  it("leaves the tab for a new run", async () => {
    const { opened } = await cutOff();
    const { features, state } = setUp();
    features.showKept(opened);
    features.start();
    expect(state()).toMatchObject({ opened: null, results: {}, phase: { at: "running" } });
  });
});

describe("mismatch", () => {
  it("goes by bytes and roles, not by files' names", () => {
    const run = summary("a", "b");
    expect(mismatch(run, run)).toBeNull();
    const renamed = JSON.parse(JSON.stringify(run).replaceAll("a.npy", "copy.npy"));
    expect(mismatch(run, renamed)).toBeNull();
  });

  it("names what is missing, other or too much", () => {
    const run = summary("a", "b");
    expect(mismatch(run, summary("a"))).toMatch(
      /^expected ood_b_features from b\.npy .*found none/,
    );
    expect(mismatch(summary("a"), run)).toMatch(/^expected no ood_b_features/);
    const [first, ...rest] = run.files;
    const other = { ...run, files: [{ ...first!, sha256: "ab".repeat(32) }, ...rest] };
    expect(mismatch(run, other)).toMatch(
      /^expected ood_a_features from a\.npy \(SHA-256 0f0f0f0f…\), found a\.npy \(SHA-256 abababab…\)/,
    );
  });
});

describe("featureTrialOf", () => {
  it("makes of a sweep's trial what the tab's own run is kept as", async () => {
    const { features, score, written, store } = setUp();
    features.start();
    score();
    const { record, details } = await written();
    const identity = { ...record };
    const trial = featureTrialOf(
      identity,
      store.getState().place.features,
      {
        ...{ type: "featureTrial", run: 1, backend: { name: "cpu", label: "CPU (test)" } },
        ...{ plan: plan(), updates: 0, seconds: 0, problem: null, trainings: [] },
        comparison: { ...NONE, ablation: NONE },
        results: Object.values(details.parts.results),
      },
      summary("a", "b"),
    );
    expect(trial.record.report).toEqual(record.report);
    expect(trial.details.parts.results).toEqual(details.parts.results);
  });
});
