import type { FeatureRows, FeatureSet } from "../../../src/data/rows.ts";
import { featureDefaults } from "../../../src/model/defaults.ts";
import { fitMixture, type Mixture } from "../../../src/model/mixture.ts";
import { normals } from "../../../src/model/random.ts";
import type { FeatureRecipe, FeatureSettings } from "../../../src/model/recipe.ts";
import { npyFile } from "../../fixtures/npy.ts";

/** A feature set small enough to train on in a moment: 3 classes on the sphere in 6 dimensions. */

const DIMENSIONS = 6;
const CLASSES = 3;
const TRAIN_ROWS = 60;

/** Unit vectors around the axes 0..2, moved by `shift` along axis 5; logits point at the class. */
function rowsOf(count: number, step: number, shift: number): FeatureRows {
  const place = { update: 0, step };
  const noise = normals({ seed: 4, name: "points" }, new Float32Array(count * DIMENSIONS), place);
  const features = noise.map((value, i) => {
    const row = Math.floor(i / DIMENSIONS);
    const axis = i % DIMENSIONS;
    return 0.2 * value + (axis === row % CLASSES ? 1 : 0) + (axis === 5 ? shift : 0);
  });
  const lengths = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const own = features.subarray(row * DIMENSIONS, (row + 1) * DIMENSIONS);
    const length = Math.hypot(...own);
    lengths[row] = length;
    own.forEach((value, i) => {
      own[i] = value / length;
    });
  }
  const logits = Float32Array.from({ length: count * CLASSES }, (_, i) => {
    return 5 * features[Math.floor(i / CLASSES) * DIMENSIONS + (i % CLASSES)];
  });
  return { count, features, lengths, logits, odin: null };
}

/** Train and test rows, and a near and a far OOD set. */
export function tinySet(): FeatureSet & { mixture: Mixture } {
  const labels = Int32Array.from({ length: TRAIN_ROWS }, (_, i) => i % CLASSES);
  const train = { ...rowsOf(TRAIN_ROWS, 0, 0), labels };
  return {
    dimensions: DIMENSIONS,
    classes: CLASSES,
    head: null,
    train,
    test: rowsOf(40, 1, 0),
    ood: [
      { dataset: "close", group: "near", rows: rowsOf(30, 2, 0.3) },
      { dataset: "distant", group: "far", rows: rowsOf(25, 3, 3) },
    ],
    mixture: fitMixture(train.features, labels, DIMENSIONS, CLASSES),
  };
}

/** The tiny set as a reader's files. */
export function tinyFiles(): File[] {
  const { train, test, ood } = tinySet();
  const file = (name: string, shape: number[], values: Float32Array | Int32Array) =>
    new File([npyFile(shape, values)], `${name}.npy`);
  const rows = (part: string, { count, features, logits }: FeatureRows) => [
    file(`${part}_features`, [count, DIMENSIONS], features),
    file(`${part}_logits`, [count, CLASSES], logits!),
  ];
  return [
    ...rows("train", train),
    file("train_labels", [train.count], train.labels),
    ...rows("test", test),
    ...ood.flatMap((set) => rows(`ood_${set.dataset}`, set.rows)),
  ];
}

/** Updates of each of the two trainings of `tinySettings`. */
export const TINY_UPDATES = 8;

/** Two epochs of four batches each. */
export function tinySettings(
  ebm: Partial<FeatureRecipe> = {},
  correction: Partial<FeatureRecipe> = {},
): FeatureSettings {
  const defaults = featureDefaults();
  const short = { epochs: 2, batch: 16, steps: 3 };
  return {
    ...defaults,
    neighbours: 5,
    replicates: 20,
    network: "4x64",
    ebm: { ...defaults.ebm, ...short, ...ebm },
    correction: { ...defaults.correction, ...short, ...correction },
  };
}
