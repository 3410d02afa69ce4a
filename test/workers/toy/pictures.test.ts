import { beforeAll, describe, expect, it } from "vitest";
import { densityOf } from "../../../src/data/density.ts";
import { auroc } from "../../../src/detection/roc.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../../../src/kernels/evaluate.ts";
import { mixtureTensors } from "../../../src/kernels/tensors.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { fitMixture } from "../../../src/model/mixture.ts";
import { gridPoints } from "../../../src/model/quadrature.ts";
import type { ModelKind, ToyData, ToySettings } from "../../../src/model/recipe.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { ENERGIES } from "../../../workers/protocol/maps.ts";
import { arraysOf, FINE_SIZE, ToyPictures } from "../../../workers/toy/pictures.ts";
import { expectClose } from "../../kernels/close.ts";

const SIZE = 40;
const GROUPS = ["near", "mid", "far"] as const;

beforeAll(async () => {
  await openBackend("cpu");
});

/** Pictures of a model, its network after a few updates, and what they are made from. */
async function setUp(data: ToyData, model: ModelKind, over: Partial<ToySettings> = {}) {
  const settings = { ...toyDefaults(data, model), width: 16, batch: 32, steps: 3, ...over };
  const density = densityOf(data);
  const { points, labels } = density.sample(2000, { seed: 1, name: "points" });
  const fitted = fitMixture(points, labels, 2, density.classes);
  const mixture = mixtureTensors(fitted);
  const inside = density.sample(200, { seed: 1, name: "heldOut" }).points;
  const shifted = (by: number) => inside.map((value) => value + by);
  const ood = { near: shifted(0.5), mid: shifted(1.5), far: shifted(4) };
  const pictures = await ToyPictures.open(settings, mixture, density, inside, ood);
  if (model === "mixture") return { pictures, network: null, mixture, density, inside, ood };
  const task = { model, recipe: settings, updates: 5, seed: 1, points, labels, dimensions: 2 };
  const trainer = new Trainer({ ...task, mixture: fitted });
  for (let i = 0; i < 5; i++) trainer.step();
  return { pictures, network: trainer.energy, mixture, density, inside, ood };
}

describe("ToyPictures", () => {
  it.each(["cross", "grid"] as const)("of the mixture alone on the %s", async (data) => {
    const { pictures, mixture, density } = await setUp(data, "mixture");
    const { maps, quality, size } = (await pictures.draw(null, FINE_SIZE))!;
    const points = gridPoints({ size: FINE_SIZE, extent: density.extent });
    const { energy } = await mixtureScores(points, mixture);
    expect(size).toBe(FINE_SIZE);
    expectClose(maps.reference.values, energy, 1e-6);
    expect(maps.total.values).toEqual(maps.reference.values);
    expect(maps.network.values).toEqual(new Float32Array(FINE_SIZE * FINE_SIZE));
    expect(quality.nll).toBe(quality.mixtureNll);
    expect(quality.nll).toBeGreaterThan(quality.trueNll);
    expect(quality.tv).toBeLessThan(0.05);
    expect(quality.modeMass.length).toBe(density.modes);
    expect(quality.modeMass.reduce((sum, mass) => sum + mass)).toBeCloseTo(1, 6);
  });

  it("of a correction: E_G / T_G, E_theta / T and their sum", async () => {
    const temperatures = { temperature: 0.5, mixtureTemperature: 4 };
    const { pictures, network, mixture, density } = await setUp(
      "cross",
      "correction",
      temperatures,
    );
    const { maps } = (await pictures.draw(network, SIZE))!;
    const points = gridPoints({ size: SIZE, extent: density.extent });
    const reference = (await mixtureScores(points, mixture)).energy.map((value) => value / 4);
    const learned = (await networkEnergies(points, network!)).map((value) => value / 0.5);
    const total = learned.map((value, i) => value + reference[i]);
    expectClose(maps.reference.values, reference, 1e-6);
    expectClose(maps.network.values, learned, 1e-6);
    expectClose(maps.total.values, total, 1e-6);
  });

  it("of an EBM: its total leaves E_G out, and its NLL is the network's", async () => {
    const { pictures, network } = await setUp("cross", "ebm");
    const { maps, quality } = (await pictures.draw(network, SIZE))!;
    expect(maps.total.values).toEqual(maps.network.values);
    expect(maps.reference.values).not.toEqual(maps.total.values);
    expect(quality.nll).not.toBeCloseTo(quality.mixtureNll, 2);
  });

  it("have ROC curves of held-out against OOD points, by energy and group", async () => {
    const { pictures, network, mixture, inside, ood } = await setUp("cross", "correction");
    const { rocs } = (await pictures.draw(network, SIZE))!;
    for (const group of GROUPS) {
      const scores = async (points: Float32Array) => (await mixtureScores(points, mixture)).energy;
      const expected = auroc(await scores(inside), await scores(ood[group]));
      expect(rocs[group].reference.auroc).toBeCloseTo(expected, 6);
      for (const { curve, fpr95 } of ENERGIES.map((name) => rocs[group][name])) {
        expect([curve[0], curve[1], ...curve.slice(-2)]).toEqual([0, 0, 1, 1]);
        expect(fpr95).toBeGreaterThanOrEqual(0);
        expect(fpr95).toBeLessThanOrEqual(1);
      }
    }
    expect(rocs.far.reference.auroc).toBeGreaterThan(rocs.near.reference.auroc);
  });

  it.each(["mixture", "ebm", "correction"] as const)("of the %s have colours", async (model) => {
    const { pictures, network } = await setUp("grid", model);
    const { maps } = (await pictures.draw(network, SIZE))!;
    for (const name of ENERGIES) {
      const [low, high] = maps[name].domain;
      expect(Number.isFinite(low) && Number.isFinite(high) && low < high, name).toBe(true);
    }
    expect(maps.network.domain[0]).toBe(-maps.network.domain[1]);
    if (model !== "ebm") expect(maps.reference.domain).toEqual(maps.total.domain);
    expect(maps.reference.contours.length).toBeGreaterThan(2);
  });

  it("can be handed over and drawn again", async () => {
    const { pictures, network } = await setUp("cross", "correction");
    const first = (await pictures.draw(network, SIZE))!;
    const transfer = arraysOf(first).map((array) => array.buffer as ArrayBuffer);
    const received = structuredClone(first, { transfer });
    expect(transfer.every((buffer) => buffer.byteLength === 0)).toBe(true);
    expect((await pictures.draw(network, SIZE))!).toEqual(received);
  });
});
