import { add, type Collection, EMPTY } from "../../src/data/features.ts";
import { npyFile } from "../fixtures/npy.ts";

/** A .npy file of float32, by default 1, 2, 3, ... */
export function floats(name: string, shape: number[], values?: number[]): File {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(values ?? Array.from({ length: count }, (_, i) => i + 1));
  return new File([npyFile(shape, data)], name);
}

export function integers(name: string, values: number[], shape = [values.length]): File {
  return new File([npyFile(shape, Int32Array.from(values))], name);
}

/** Four training rows of two classes in 3 dimensions, two test rows, five rows of SVHN. */
export const train = [
  floats("train_features.npy", [4, 3]),
  integers("train_labels.npy", [0, 1, 0, 1]),
];
export const testFiles = [floats("test_features.npy", [2, 3]), integers("test_labels.npy", [1, 0])];
export const svhn = floats("ood_svhn_features.npy", [5, 3]);

/** The collection of files that are sound. */
export async function loaded(...files: File[]): Promise<Collection> {
  const result = await add(EMPTY, files);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.collection;
}
