import { CONTENTS, fileName, parseName } from "./names.ts";
import { type NpyArray, shapeText } from "./npy.ts";

/** The arrays of a feature set by file name; every name is one that `parseName` knows. */
export type Arrays = ReadonlyMap<string, NpyArray>;

/** The first defect of one file on its own, as a sentence that begins with its name; null if none. */
export function defectOf(name: string, array: NpyArray): string | null {
  const { content } = parseName(name)!;
  const { axes, floating } = CONTENTS[content];
  if (array.data instanceof Float32Array !== floating) {
    const [kind, type] = floating ? ["a float", "float32"] : ["an integer", "int64"];
    return (
      `${name}: has dtype ${array.dtype}, expected ${kind} type; ` +
      `save it with array.astype("${type}")`
    );
  }
  if (array.shape.length !== axes.length) {
    return (
      `${name}: has shape ${shapeText(array.shape)}, expected ${axes.length} ` +
      `${axes.length === 1 ? "axis" : "axes"}, [${axes.join(", ")}]; reshape it before saving`
    );
  }
  if (content === "labels") return labelDefect(name, array.data as Int32Array);
  return notFinite(name, array) ?? (content === "features" ? zeroRow(name, array) : null);
}

function notFinite(name: string, { data, shape }: NpyArray): string | null {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return null;
  const columns = shape[1] ?? 1;
  return (
    `${name}: row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1} is ${data[at]}, ` +
    "expected finite numbers; remove the row or mend its export"
  );
}

function zeroRow(name: string, { data, shape: [rows, columns] }: NpyArray): string | null {
  for (let row = 0; row < rows; row++) {
    if (data.subarray(row * columns, (row + 1) * columns).every((value) => value === 0)) {
      return (
        `${name}: row ${row + 1} is all zeros, expected a direction (features are divided by ` +
        "their length); remove the row or mend its export"
      );
    }
  }
  return null;
}

function labelDefect(name: string, labels: Int32Array): string | null {
  const negative = labels.findIndex((label) => label < 0);
  if (negative >= 0) {
    return (
      `${name}: row ${negative + 1} has label ${labels[negative]}, expected 0 or more; ` +
      "remove unlabelled rows and number the classes from 0"
    );
  }
  if (!name.startsWith("train_")) return null;
  const present = new Set(labels);
  const classes = classCount(labels);
  if (present.size === classes) return null;
  let absent = 0;
  while (present.has(absent)) absent++;
  return (
    `${name}: labels go up to ${classes - 1}, class ${absent} has no row, expected a row of each ` +
    "class; number the classes from 0 without gaps"
  );
}

/** Number of classes that labels from 0 mean. */
export function classCount(labels: Int32Array): number {
  return labels.reduce((top, label) => Math.max(top, label), 0) + 1;
}

/** Where files disagree with each other, one sentence a file: rows, dimensions, classes. */
export function disagreements(arrays: Arrays): string[] {
  const trainFeatures = arrays.get("train_features.npy");
  const trainLabels = arrays.get("train_labels.npy");
  const classes = trainLabels && classCount(trainLabels.data as Int32Array);
  const problems: string[] = [];
  for (const [name, { shape, data }] of arrays) {
    const { part, content } = parseName(name)!;
    const compare = (axis: string, noun: string, other: string, expected: number | undefined) => {
      const axes: readonly string[] = CONTENTS[content].axes;
      const found = shape[axes.indexOf(axis)];
      if (found === undefined || expected === undefined || found === expected) return;
      const own = ["rows", "columns"][axes.indexOf(axis)];
      const run = axis === "rows" ? "run" : "network";
      problems.push(
        `${name}: has ${found} ${own}, ${other} has ${expected}${noun}; ` +
          `export both from the same ${run}`,
      );
    };
    const features = fileName(part, "features");
    compare("rows", "", features, arrays.get(features)?.shape[0]);
    compare("dimensions", " columns", "train_features.npy", trainFeatures?.shape[1]);
    compare("classes", " classes", "train_labels.npy", classes);
    if (name === "test_labels.npy" && classes !== undefined) {
      const at = data.findIndex((label) => label >= classes);
      if (at >= 0) {
        problems.push(
          `${name}: row ${at + 1} has label ${data[at]}, train_labels.npy has classes 0 to ` +
            `${classes - 1}; export both with the same numbering`,
        );
      }
    }
  }
  return problems;
}
