import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { thresholds } from "../../../src/detection/roc.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../../../src/kernels/evaluate.ts";
import { disposeMixture, mixtureTensors } from "../../../src/kernels/tensors.ts";
import { lift } from "../../../src/model/plane.ts";
import { gridPoints } from "../../../src/model/quadrature.ts";
import { meansSlice } from "../../../src/model/slice.ts";
import { recipeFor } from "../../../src/training/featureRecipe.ts";
import type { TrainedEnergy } from "../../../src/training/task.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { FeatureSlices, SLICE_SIZE, sliceArrays } from "../../../workers/features/slice.ts";
import type { SliceChoice } from "../../../workers/protocol/slice.ts";
import { expectClose } from "../../kernels/close.ts";
import { tinySet, tinySettings } from "./tiny.ts";

const { mixture, ...set } = tinySet();

beforeAll(async () => {
  await openBackend("cpu");
});

const choiceOf = (over: Partial<SliceChoice> = {}): SliceChoice => ({
  plane: { by: "means", classes: [0, 1, 2] },
  ...{ surface: "sphere", energy: "correction", nearest: 0.5 },
  ...over,
});

async function draw(
  over: Partial<SliceChoice> = {},
  trained: readonly TrainedEnergy[] = [],
  slices = new FeatureSlices(mixture),
) {
  return (await slices.draw(choiceOf(over), set, trained, () => true))!;
}

/** An energy after some updates, and its values at points. */
async function trainedEnergy(model: "correction" | "ebm") {
  const given = tinySettings({ temperature: 0.5 }, { fourierFeatures: 4 })[model];
  const recipe = recipeFor(given, "4x64", 6);
  const { features: points, labels } = set.train;
  const task = { model, recipe, updates: 4, seed: 3, points, labels, dimensions: 6, mixture };
  const trainer = new Trainer(task);
  for (let i = 0; i < 4; i++) trainer.step();
  const { average: weights } = await trainer.checkpoint();
  const { network } = trainer;
  const energies = (at: Float32Array) => networkEnergies(at, trainer.energy);
  return { energy: { model, recipe, seed: 3, network, weights } satisfies TrainedEnergy, energies };
}

describe("a slice of the feature space", () => {
  it("is of E_G alone, in nats, while nothing is trained", async () => {
    const slice = await draw();
    expect(slice.model).toBe("mixture");
    expect(Object.keys(slice.maps)).toEqual(["reference"]);
    const { plane } = meansSlice(mixture, [0, 1, 2]);
    const grid = gridPoints({ size: SLICE_SIZE, extent: slice.extent });
    const reference = mixtureTensors(mixture);
    const { energy } = await mixtureScores(lift(plane, grid, "sphere"), reference);
    expectClose(slice.maps.reference!.values, energy, 1e-5);
    const inside = await mixtureScores(set.test.features, reference);
    expect(slice.maps.reference!.threshold.level).toBeCloseTo(
      thresholds(inside.energy, [0.95])[0],
      4,
    );
    disposeMixture(reference);
  });

  it("is of E_G / T_G, E_theta / T and their sum for a correction", async () => {
    const { energy, energies } = await trainedEnergy("correction");
    const { extent, maps, model, mixtureTemperature } = await draw({ surface: "plane" }, [energy]);
    expect(model).toBe("correction");
    expect(mixtureTemperature).toBe(12);
    const { plane } = meansSlice(mixture, [0, 1, 2]);
    const points = lift(plane, gridPoints({ size: SLICE_SIZE, extent }), "plane");
    const { temperature } = energy.recipe;
    const learned = (await energies(points)).map((value) => value / temperature);
    expectClose(maps.network!.values, learned, 1e-5);
    const reference = maps.reference!.values;
    expectClose(
      maps.total!.values,
      learned.map((value, i) => value + reference[i]),
      1e-5,
    );
    expect(maps.reference!.domain).toEqual(maps.total!.domain);
    expect(maps.network!.domain[0]).toBe(-maps.network!.domain[1]);
  });

  it("shows an EBM without a sum, and E_G alone where only the other energy is trained", async () => {
    const { energy } = await trainedEnergy("ebm");
    const ebm = await draw({ energy: "ebm" }, [energy]);
    expect([ebm.model, ...Object.keys(ebm.maps)]).toEqual(["ebm", "reference", "network"]);
    expect((await draw({ energy: "correction" }, [energy])).model).toBe("mixture");
  });

  it("draws the rows that are as near as the share of the ID rows, within the map", async () => {
    const half = await draw({ nearest: 0.5 });
    const all = await draw({ nearest: 1 });
    expect(half.points.map(({ ood, rows }) => [ood?.dataset, rows])).toEqual([
      [undefined, 40],
      ["close", 30],
      ["distant", 25],
    ]);
    expect(half.reach).toBeLessThan(all.reach);
    expect(half.points[0].near).toBeLessThanOrEqual(20);
    expect(half.points[0].near).toBeGreaterThan(15);
    expect(all.points[0].near).toBeGreaterThan(35);
    for (const { points, near } of [...half.points, ...all.points]) {
      expect(points).toHaveLength(2 * near);
    }
    // Rows moved by 3 along an axis across all means are far from the plane through these.
    expect(half.points[2].near).toBe(0);
    expect(half.points[2].distance).toBeGreaterThan(half.points[0].distance);
    for (const { extent, points, marks } of [half, all]) {
      const places = points.flatMap((some) => [...some.points]);
      expect(Math.max(...places.map(Math.abs))).toBeLessThanOrEqual(extent);
      expect(marks.map(({ label }) => label)).toEqual(["class 0", "class 1", "class 2"]);
    }
  });

  it("leads from the nearest class to the row that looks most in-distribution", async () => {
    const plane = { by: "line", from: null, dataset: "close", row: null } as const;
    const slice = await draw({ plane });
    const reference = mixtureTensors(mixture);
    const { energy } = await mixtureScores(set.ood[0].rows.features, reference);
    disposeMixture(reference);
    const row = energy.indexOf(Math.min(...energy)) + 1;
    // Rows are of the classes in turn, near the classes' axes.
    expect(slice.axes[0].name).toBe(`class ${(row - 1) % 3} to close ${row}`);
    const [from, to] = slice.marks;
    expect(to.x).toBeGreaterThan(from.x);
    const chosen = await draw({ plane: { ...plane, from: 2, row: 4 } });
    expect(chosen.axes[0].name).toBe("class 2 to close 5");
  });

  it("names the principal axes with their shares of variance", async () => {
    const slice = await draw({ plane: { by: "principal", of: "features", axes: [0, 2] } });
    expect(slice.axes.map(({ name }) => name)).toEqual([
      "principal axis 1 of the training features",
      "principal axis 3 of the training features",
    ]);
    expect(slice.axes[0].share).toBeGreaterThan(slice.axes[1].share);
  });

  it("refuses a row or a set that is not there", async () => {
    const line = { by: "line", from: 0, dataset: "close", row: 30 } as const;
    await expect(draw({ plane: line })).rejects.toThrow(
      "close: has 30 rows, row 31 was asked for; choose a lower one",
    );
    await expect(draw({ plane: { ...line, dataset: "x" } })).rejects.toThrow("no OOD set");
  });

  it("is the same when drawn again, after its arrays were handed over", async () => {
    const { energy } = await trainedEnergy("correction");
    const slices = new FeatureSlices(mixture);
    const first = await draw({}, [energy], slices);
    const transfer = sliceArrays(first).map((array) => array.buffer as ArrayBuffer);
    const received = structuredClone(first, { transfer });
    expect(await draw({}, [energy], slices)).toEqual(received);
  });

  it("leaves off where another is asked for, and keeps nothing on the device", async () => {
    const { energy } = await trainedEnergy("correction");
    const before = tf.memory().numTensors;
    const slices = new FeatureSlices(mixture);
    for (const asked of [0, 1, 5, 20]) {
      let left = asked;
      expect(await slices.draw(choiceOf(), set, [energy], () => left-- > 0)).toBeNull();
    }
    await draw({}, [energy]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
