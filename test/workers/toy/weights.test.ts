import { describe, expect, it } from "vitest";
import { readFile } from "../../../src/data/formats/formats.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { parameterCount } from "../../../src/model/network.ts";
import { type Checkpoint, firstCheckpoint } from "../../../src/training/checkpoint.ts";
import { networkOf } from "../../../src/training/task.ts";
import { toyMaterial } from "../../../workers/toy/material.ts";
import { toyWeightsFile } from "../../../workers/toy/weights.ts";

const settings = { ...toyDefaults("grid", "all"), width: 8, fourierFeatures: 3 };
const network = networkOf(settings, 2);
const averaged = (value: number): Checkpoint => ({
  ...firstCheckpoint(network, 1),
  average: new Float32Array(parameterCount(network)).fill(value),
});
const state = { settings, drawing: null, update: 40, backend: "CPU (test)" };

async function arraysOf(bytes: Uint8Array<ArrayBuffer>) {
  const found = await readFile(new File([bytes], "energies.safetensors"));
  return new Map(found.flatMap((one) => ("array" in one ? [[one.name, one.array] as const] : [])));
}

describe("toyWeightsFile", () => {
  it("holds the averaged weights of each trained model, and the mixture", async () => {
    const checkpoints = { ebm: averaged(1), correction: averaged(2) };
    const arrays = await arraysOf(toyWeightsFile({ ...state, checkpoints }));
    expect(arrays.get("correction.frequencies")!.shape).toEqual([3, 2]);
    expect(arrays.get("correction.0.weight")!.shape).toEqual([8, 6]);
    expect([...arrays.get("ebm.4.weight")!.data]).toEqual(new Array(8).fill(1));
    expect([...arrays.get("correction.4.bias")!.data]).toEqual([2]);
    const { means } = toyMaterial(settings).mixture;
    const written = arrays.get("mixture.means")!;
    expect(written.shape).toEqual([9, 2]);
    expect(written.data[3]).toBeCloseTo(means[3]!, 6);
  });

  it("says how its energies are evaluated, and what they are of", () => {
    const bytes = toyWeightsFile({ ...state, checkpoints: { ebm: averaged(1) } });
    const size = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const { __metadata__: about } = JSON.parse(new TextDecoder().decode(bytes.slice(8, 8 + size)));
    expect(about).toMatchObject({ rows: "as they are", update: "40", backend: "CPU (test)" });
    expect(JSON.parse(about.settings)).toEqual(settings);
    const { ebm } = JSON.parse(about.energies);
    expect(ebm).toMatchObject({
      activation: "silu",
      temperature: 1,
      recipe: { chainStart: "normal" },
    });
  });

  it("throws where there is no state, or one of other settings", () => {
    expect(() => toyWeightsFile({ ...state, checkpoints: {} })).toThrow(
      "weights: the run has no state of a trained energy, expected at least one",
    );
    const other = { ...state, settings: { ...settings, width: 9 } };
    expect(() => toyWeightsFile({ ...other, checkpoints: { ebm: averaged(1) } })).toThrow(
      /expected \d+ numbers in weights, found \d+/,
    );
  });
});
