import { describe, expect, it } from "vitest";
import { readSafetensors } from "../../../src/data/formats/safetensors.ts";
import { initialWeights } from "../../../src/model/network.ts";
import { recipeFor } from "../../../src/training/featureRecipe.ts";
import { networkOf, type TrainedEnergy } from "../../../src/training/task.ts";
import { weightsFile } from "../../../workers/features/weights.ts";
import { tinySet, tinySettings } from "./tiny.ts";

const { mixture } = tinySet();
const settings = tinySettings({}, { activation: "silu", fourierFeatures: 3 });
const files = [{ name: "a.npz", bytes: 7, sha256: "00ff" }];
const backend = { name: "cpu", label: "CPU (test)" } as const;

function trainedOn(model: TrainedEnergy["model"]): TrainedEnergy {
  const recipe = recipeFor(settings[model], "4x64", 6);
  const network = networkOf(recipe, 6);
  return { model, recipe, seed: 1, network, weights: initialWeights(network, 1) };
}

describe("weightsFile", () => {
  const trained = [trainedOn("correction"), trainedOn("ebm")];
  const bytes = weightsFile({ trained, mixture, settings, backend }, files);

  it("holds both energies and the mixture, by their names in PyTorch", async () => {
    const found = await readSafetensors("x.safetensors", bytes);
    const names = found.map(({ name }) => name.split(".")[0]);
    const count = (name: string) => names.filter((own) => own === name).length;
    expect([count("correction"), count("ebm"), count("mixture")]).toEqual([11, 10, 3]);
    expect(found).toHaveLength(24);
  });

  it("says in its metadata, in texts, how the energies were trained and are evaluated", () => {
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    const { __metadata__: metadata } = header;
    expect(metadata).toMatchObject({
      ...{ format: "pt", schema: "energy-correction-lab/energies@1", backend: "CPU (test)" },
    });
    expect(JSON.parse(metadata.settings)).toEqual(settings);
    expect(JSON.parse(metadata.data)).toEqual([{ file: "a.npz", sha256: "00ff" }]);
    const { recipe } = trained[0];
    expect(JSON.parse(metadata.energies)).toEqual({
      correction: {
        ...{ activation: "silu", temperature: recipe.temperature },
        ...{ mixtureTemperature: recipe.mixtureTemperature, seed: 1, recipe },
      },
      ebm: expect.objectContaining({ activation: "leakyRelu", negativeSlope: 0.2 }),
    });
  });

  it("refuses a run that has trained nothing to its end", () => {
    expect(() => weightsFile({ trained: [], mixture, settings, backend }, files)).toThrow(
      "the run has trained no energy to its end, expected at least one",
    );
  });
});
