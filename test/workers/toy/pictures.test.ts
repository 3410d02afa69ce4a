import { beforeAll, describe, expect, it } from "vitest";
import { densityOf } from "../../../src/data/density.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../../../src/kernels/evaluate.ts";
import { mixtureTensors } from "../../../src/kernels/tensors.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { fitMixture } from "../../../src/model/mixture.ts";
import { gridPoints } from "../../../src/model/quadrature.ts";
import type { ModelKind, ToyData, ToySettings } from "../../../src/model/recipe.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { FINE_SIZE, ToyPictures } from "../../../workers/toy/pictures.ts";
import { type PointScores, ToyScores } from "../../../workers/toy/scores.ts";
import { expectClose } from "../../kernels/close.ts";

const SIZE = 40;

beforeAll(async () => {
  await openBackend("cpu");
});

/** Draws a model after a few updates, and the mixture beside it; what they are made from. */
async function setUp(data: ToyData, model: ModelKind, over: Partial<ToySettings> = {}) {
  const settings = { ...toyDefaults(data, model), width: 16, batch: 32, steps: 3, ...over };
  const density = densityOf(settings, null);
  const { points, labels } = density.sample(2000, { seed: 1, name: "points" });
  const fitted = fitMixture(points, labels, 2, density.classes);
  const mixture = mixtureTensors(fitted);
  const inside = density.sample(200, { seed: 1, name: "heldOut" }).points;
  const shifted = (by: number) => inside.map((value) => value + by);
  const ood = { near: shifted(0.5), mid: shifted(1.5), far: shifted(4) };
  const evaluator = await ToyScores.open(settings, mixture, inside, ood);
  const pictures = new ToyPictures(settings, density, evaluator);
  const trainer =
    model === "mixture"
      ? null
      : new Trainer({
          ...{ model, recipe: settings, updates: 5, seed: 1, points, labels, dimensions: 2 },
          mixture: fitted,
        });
  for (let i = 0; i < 5; i++) trainer?.step();
  const network = trainer?.energy ?? null;
  const scores = new Map<ModelKind, PointScores>();
  scores.set("mixture", await evaluator.of("mixture", null));
  scores.set(model, await evaluator.of(model, network));
  const draw = async (kind: ModelKind, size = SIZE) => {
    const domain = pictures.domains(scores)(kind);
    const energy = kind === "mixture" ? null : network;
    return (await pictures.draw(kind, energy, scores.get(kind)!, domain, size))!;
  };
  return { draw, evaluator, scores, network, mixture, density, inside, ood };
}

describe("ToyPictures", () => {
  it.each(["cross", "grid"] as const)("of the mixture alone on the %s", async (data) => {
    const { draw, mixture, density } = await setUp(data, "mixture");
    const { network, total, quality } = await draw("mixture", FINE_SIZE);
    const points = gridPoints({ size: FINE_SIZE, extent: density.extent });
    const { energy } = await mixtureScores(points, mixture);
    expectClose(total.values, energy, 1e-6);
    expect(network).toBeNull();
    expect(quality.nll).toBe(quality.mixtureNll);
    expect(quality.nll).toBeGreaterThan(quality.trueNll);
    expect(quality.tv).toBeLessThan(0.05);
    expect(quality.modeMass.length).toBe(density.modes.length);
    expect(quality.modeMass.reduce((sum, mass) => sum + mass)).toBeCloseTo(1, 6);
  });

  it("of a correction: E_theta / T, and its sum with E_G / T_G", async () => {
    const temperatures = { temperature: 0.5, mixtureTemperature: 4 };
    const { draw, network, mixture, density } = await setUp("cross", "correction", temperatures);
    const own = await draw("correction");
    const points = gridPoints({ size: SIZE, extent: density.extent });
    const reference = (await mixtureScores(points, mixture)).energy.map((value) => value / 4);
    const learned = (await networkEnergies(points, network!)).map((value) => value / 0.5);
    const total = learned.map((value, i) => value + reference[i]);
    expectClose((await draw("mixture")).total.values, reference, 1e-6);
    expectClose(own.network!.values, learned, 1e-6);
    expectClose(own.total.values, total, 1e-6);
  });

  it("of an EBM: its total leaves E_G out, and its NLL is the network's", async () => {
    const { draw } = await setUp("cross", "ebm");
    const { network, total, quality } = await draw("ebm");
    expect(total.values).toEqual(network!.values);
    expect(quality.nll).not.toBeCloseTo(quality.mixtureNll, 2);
  });

  it.each(["ebm", "correction"] as const)("of the %s have colours", async (model) => {
    const { draw } = await setUp("grid", model);
    const [mixture, own] = [await draw("mixture"), await draw(model)];
    for (const { domain } of [mixture.total, own.network!, own.total]) {
      const [low, high] = domain;
      expect(Number.isFinite(low) && Number.isFinite(high) && low < high).toBe(true);
    }
    expect(own.network!.diverging).toBe(true);
    expect(own.network!.domain[0]).toBe(-own.network!.domain[1]);
    if (model === "correction") expect(mixture.total.domain).toEqual(own.total.domain);
    expect(mixture.total.contours.length).toBeGreaterThan(2);
  });

  it("can be handed over and drawn again", async () => {
    const { draw } = await setUp("cross", "correction");
    const first = await draw("correction");
    const transfer = [first.network!, first.total].map(
      ({ values }) => values.buffer as ArrayBuffer,
    );
    const received = structuredClone(first, { transfer });
    expect(transfer.every((buffer) => buffer.byteLength === 0)).toBe(true);
    expect(await draw("correction")).toEqual(received);
  });

  it("of the mixture can, too, though it is drawn once", async () => {
    const { draw } = await setUp("cross", "correction");
    const first = await draw("mixture");
    const received = structuredClone(first, {
      transfer: [first.total.values.buffer as ArrayBuffer],
    });
    expect(await draw("mixture")).toEqual(received);
  });
});

describe("ToyScores", () => {
  it("of at most so many points are those of the first", async () => {
    const { evaluator, scores, network } = await setUp("cross", "correction");
    const some = await evaluator.of("correction", network, 30);
    const all = scores.get("correction")!;
    expect(some.inside.total.length).toBe(30);
    expectClose(some.inside.total, all.inside.total.slice(0, 30), 1e-6);
    expectClose(some.ood.far.network!, all.ood.far.network!.slice(0, 30), 1e-6);
  });
});
