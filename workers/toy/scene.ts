import type { ToyModel } from "../../src/model/recipe.ts";
import type { ToyPrepared } from "../protocol/toy.ts";
import type { ToyMaterial } from "./material.ts";
import { FINE_SIZE, type ToyPictures } from "./pictures.ts";

/** Of each set, as many as a picture can show. */
const DRAWN_POINTS = 1000;
/** As many as a drawing begins with, of as many classes as it can have. */
const SAMPLE_POINTS = 2000;
const SAMPLE_CLASSES = 9;

/** What the page draws beneath a run's frames. */
export type Scene = Omit<ToyPrepared, "type" | "run" | "backend">;

/** The scene of a run: its truth, and some of its points. */
export async function sceneOf(
  model: ToyModel,
  { density, points, labels, ood }: ToyMaterial,
  pictures: ToyPictures,
): Promise<Scene> {
  const some = (all: Float32Array) => all.slice(0, 2 * DRAWN_POINTS);
  const { truth } = await pictures.grid(FINE_SIZE);
  const sampled = labels.subarray(0, SAMPLE_POINTS);
  return {
    ...{ model, extent: density.extent, modes: density.modes },
    trueModeMass: [...truth.modeMass],
    truth: { size: FINE_SIZE, map: await pictures.truth(FINE_SIZE) },
    points: some(points),
    sample: {
      points: points.slice(0, 2 * SAMPLE_POINTS),
      labels: Uint8Array.from(sampled, (label) => label % SAMPLE_CLASSES),
    },
    ood: { near: some(ood.near), mid: some(ood.mid), far: some(ood.far) },
  };
}
