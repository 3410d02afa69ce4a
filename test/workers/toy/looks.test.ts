import { beforeAll, describe, expect, it } from "vitest";
import { auroc } from "../../../src/detection/roc.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import { mixtureScores } from "../../../src/kernels/evaluate.ts";
import { mixtureTensors } from "../../../src/kernels/tensors.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToyModel, ToySettings } from "../../../src/model/recipe.ts";
import type {
  MapPoint,
  ModelProbe,
  ToyDetected,
  ToyLook,
  ToyProbed,
} from "../../../workers/protocol/look.ts";
import type { ToyFrame } from "../../../workers/protocol/toy.ts";
import { toyMaterial } from "../../../workers/toy/material.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

/** A session after a few updates, its frame, and what it answers to looks. */
async function open(model: ToyModel, look: Partial<ToyLook> = {}, over: Partial<ToySettings> = {}) {
  const small = { width: 16, batch: 32, steps: 5, updates: 100_000, temperature: 0.5 };
  const settings = { ...toyDefaults("cross", model), ...small, mixtureTemperature: 2, ...over };
  const session = await ToySession.open(7, settings, await recoveryOf(CPU), () => {});
  session.looks.ask(look, () => {});
  for (let i = 0; i < 3 && model !== "mixture"; i++) await session.step();
  const { frame } = await session.frame();
  const told: (ToyDetected | ToyProbed)[] = [];
  const tell = (message: ToyDetected | ToyProbed) => told.push(structuredClone(message));
  const ask = async (change: Partial<ToyLook>) => {
    told.length = 0;
    session.looks.ask(change, tell);
    await session.rest(() => true);
    return {
      detected: told.find((answer) => answer.type === "detected"),
      probed: told.find((answer) => answer.type === "probed"),
    };
  };
  return { session, settings, frame, told, tell, ask, material: toyMaterial(settings) };
}

/** The share of points that lie in cells whose energy on the map is at most the level. */
function shareWithin({ models, size }: ToyFrame, level: number, points: Float32Array) {
  const { values } = models.correction!.total;
  const cell = (v: number) => Math.min(size - 1, Math.max(0, Math.floor(((v + 6) / 12) * size)));
  let within = 0;
  for (let i = 0; i < points.length; i += 2) {
    if (values[cell(points[i + 1]) * size + cell(points[i])] <= level) within++;
  }
  return within / (points.length / 2);
}

/** The area that a contour path encloses, in cells: whole rings, by even and odd. */
function area(path: string): number {
  return path
    .split("M")
    .filter(Boolean)
    .reduce((sum, ring) => {
      const points = ring.split("L").map((pair) => pair.split(",").map(Number));
      return (
        sum +
        points.reduce((twice, [x, y], i) => {
          const [u, v] = points[(i + 1) % points.length];
          return twice + (x * v - u * y) / 2;
        }, 0)
      );
    }, 0);
}

describe("a look at a run at rest", () => {
  it("is answered with the level that holds gamma of the held-out points, and its line", async () => {
    const { frame, ask, material } = await open("correction");
    for (const gamma of [0.5, 0.8]) {
      const { detected, probed } = await ask({ gamma });
      expect(detected).toMatchObject({ run: 7, update: 3 });
      expect(probed!.probe).toBeNull();
      const { level, path } = detected!.models.correction!.total.level;
      expect(shareWithin(frame, level, material.inside)).toBeCloseTo(gamma, 1);
      const cells = frame.models.correction!.total.values.filter((value) => value <= level).length;
      expect(Math.abs(area(path)) / cells).toBeCloseTo(1, 1);
    }
  });

  it("says the newest alone, and nothing where a frame has said it", async () => {
    const { session, frame, told, tell } = await open("correction", { gamma: 0.5, probe: [1, 1] });
    expect(frame.probe!.at).toEqual([1, 1]);
    await session.rest(() => true);
    expect(told).toEqual([]);
    session.looks.ask({ probe: [2, 2] }, tell);
    session.looks.ask({ probe: [3, 3] }, tell);
    await session.rest(() => true);
    expect(told.map(({ type }) => type)).toEqual(["probed"]);
    expect((told[0] as ToyProbed).probe!.at).toEqual([3, 3]);
    await session.rest(() => true);
    expect(told.length).toBe(1);
  });

  it("keeps the curves where only the threshold moves", async () => {
    const { frame, ask } = await open("correction");
    const { detected } = await ask({ gamma: 0.7 });
    for (const part of ["network", "total"] as const) {
      const [before, after] = [frame.models.correction!, detected!.models.correction!].map(
        (model) => ("detection" in model ? model.detection[part]! : model[part]!),
      );
      expect(after.results).toEqual(before.results);
      expect(after.level.level).toBeLessThan(before.level.level);
    }
  });
});

describe("a look at a run in training", () => {
  it("is in every frame that follows", async () => {
    const { session } = await open("correction");
    const frames: ToyFrame[] = [];
    await session.train(({ frame }) => {
      frames.push(frame);
      session.looks.ask({ gamma: 0.5 }, () => {});
      session.looks.ask({ gamma: 0.6, probe: [frames.length, 0] }, () => {});
      session.drawn();
      if (frames.length === 3) session.pause();
    });
    expect(frames.map(({ probe }) => probe?.at ?? null)).toEqual([null, [1, 0], [2, 0]]);
    const { level, distribution } = frames[1].models.correction!.detection.total;
    expect(level.level).toBeCloseTo(distribution.thresholds[120], 6);
  });
});

describe("painted OOD points", () => {
  const painted = {
    near: Float32Array.of(0.5, 0, 0, 0.5, -0.5, 0),
    mid: new Float32Array(0),
    far: Float32Array.of(5, 5, -5, 5),
  };

  it("take the built-in sets' place; an empty one has no result", async () => {
    const { ask, frame, material, settings } = await open("correction");
    const { detected } = await ask({ painted });
    const { results, distribution } = detected!.models.mixture!.total;
    expect(results.map(({ dataset }) => dataset)).toEqual(["near", "far"]);
    expect(distribution.ood.length).toBe(2);
    const mixture = mixtureTensors(material.mixture);
    const energies = async (points: Float32Array) =>
      (await mixtureScores(points, mixture)).energy.map((e) => e / settings.mixtureTemperature);
    const inside = await energies(material.inside);
    expect(results[0].auroc).toBe(auroc(inside, await energies(painted.near)));
    expect(results[1].auroc).toBe(1);

    const back = await ask({ painted: null });
    expect(back.detected!.models).toEqual(
      Object.fromEntries(Object.entries(frame.models).map(([kind, m]) => [kind, m.detection])),
    );
  });

  it("may be none at all", async () => {
    const none = new Float32Array(0);
    const { frame } = await open("all", { painted: { near: none, mid: none, far: none } });
    for (const { detection } of Object.values(frame.models)) {
      expect(detection.total.results).toEqual([]);
      expect(detection.total.distribution.id.length).toBeGreaterThan(1);
    }
  });
});

describe("in a run of all models", () => {
  it("levels and histograms are of -log p, as the maps are", async () => {
    const { frame, material } = await open("all", { gamma: 0.8 });
    const { total, detection } = frame.models.correction!;
    const { level, distribution } = detection.total;
    expect(level.level).toBeCloseTo(distribution.thresholds[160], 4);
    expect(shareWithin(frame, level.level, material.inside)).toBeCloseTo(0.8, 1);
    expect(total.values.some((value) => value < distribution.domain[0])).toBe(true);
  });
});

describe("the probe", () => {
  const at: MapPoint = [0.8, -0.3];
  const probed = async (
    look: Partial<ToyLook>,
    ask: (look: Partial<ToyLook>) => Promise<{ probed: ToyProbed | undefined }>,
  ) => (await ask(look)).probed!.probe!;

  it.each(["ebm", "correction"] as const)("has the gradients of the %s", async (model) => {
    const { ask } = await open(model, {}, { fourierFeatures: 8 });
    const own = async (point: MapPoint) => (await probed({ probe: point }, ask)).models[model]!;
    const { gradients, energies } = await own(at);
    const h = 1e-2;
    const slope = async (part: keyof ModelProbe["energies"], axis: 0 | 1) => {
      const moved = async (by: number) => {
        const point: MapPoint = [...at];
        point[axis] += by;
        return (await own(point)).energies[part]!;
      };
      return ((await moved(h)) - (await moved(-h))) / (2 * h);
    };
    for (const part of ["reference", "network", "total"] as const) {
      if (model === "ebm" && part === "reference") {
        expect([energies[part], gradients[part]]).toEqual([null, null]);
        continue;
      }
      for (const axis of [0, 1] as const) {
        expect(Math.abs(gradients[part]![axis] - (await slope(part, axis)))).toBeLessThan(5e-3);
      }
    }
    const parts = (energies.reference ?? 0) + energies.network!;
    expect(energies.total).toBeCloseTo(parts, 5);
  });

  it("stands where its energy does among the held-out points, and gamma decides", async () => {
    const { ask, frame } = await open("correction");
    const { models, truth } = await probed({ probe: [0, 0], gamma: 0.95 }, ask);
    const { percentile, accepted, nats, energies } = models.correction!;
    expect(accepted).toBe(percentile <= 0.95);
    expect(nats).toBeCloseTo(energies.total + frame.models.correction!.logZ, 5);
    expect(truth.nats).toBeCloseTo(Math.log(2 * Math.PI * 0.15), 6);
    expect(truth).toMatchObject({ percentile: 0, accepted: true });

    const away = await probed({ probe: [5, -1] }, ask);
    expect(away.truth).toMatchObject({ percentile: 1, accepted: false });
    expect(away.models.mixture).toMatchObject({ percentile: 1, accepted: false });
    expect(away.models.mixture!.energies.network).toBeNull();
    const all = await probed({ gamma: 1, probe: [0, 0] }, ask);
    expect(all.models.correction!.accepted).toBe(true);
  });
});
