import { type NumericArray, shapeText } from "./arrays.ts";
import { CONTENTS, parseRole, type Role, roleName } from "./names.ts";

/** An array that is loaded; `source` names it for people: its file, and its name in the file. */
export interface LoadedArray extends NumericArray {
  source: string;
}

/** The arrays of a feature set by the names of their roles, which `parseRole` knows. */
export type Arrays = ReadonlyMap<string, LoadedArray>;

/** The first defect of one array on its own, as a sentence that begins with its source, or null. */
export function defectOf({ part, content }: Role, array: LoadedArray): string | null {
  const { axes, floating } = CONTENTS[content];
  const { source } = array;
  if (array.data instanceof Float32Array !== floating) {
    const [kind, type] = floating ? ["a float", "float32"] : ["an integer", "int64"];
    return (
      `${source}: has dtype ${array.dtype}, expected ${kind} type; ` +
      `save it with array.astype("${type}")`
    );
  }
  if (array.shape.length !== axes.length) {
    return (
      `${source}: has shape ${shapeText(array.shape)}, expected ${axes.length} ` +
      `${axes.length === 1 ? "axis" : "axes"}, [${axes.join(", ")}]; reshape it before saving`
    );
  }
  if (content === "labels") return labelDefect(part, array);
  return notFinite(array) ?? (content === "features" ? zeroRow(array) : null);
}

function notFinite({ source, data, shape }: LoadedArray): string | null {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return null;
  const columns = shape[1] ?? 1;
  return (
    `${source}: row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1} is ${data[at]}, ` +
    "expected finite numbers; remove the row or mend its export"
  );
}

function zeroRow({ source, data, shape: [rows, columns] }: LoadedArray): string | null {
  for (let row = 0; row < rows; row++) {
    if (data.subarray(row * columns, (row + 1) * columns).every((value) => value === 0)) {
      return (
        `${source}: row ${row + 1} is all zeros, expected a direction (features are divided by ` +
        "their length); remove the row or mend its export"
      );
    }
  }
  return null;
}

function labelDefect(part: string, { source, data }: LoadedArray): string | null {
  const labels = data as Int32Array;
  const negative = labels.findIndex((label) => label < 0);
  if (negative >= 0) {
    return (
      `${source}: row ${negative + 1} has label ${labels[negative]}, expected 0 or more; ` +
      "remove unlabelled rows and number the classes from 0"
    );
  }
  if (part !== "train") return null;
  const present = new Set(labels);
  const classes = classCount(labels);
  if (present.size === classes) return null;
  let absent = 0;
  while (present.has(absent)) absent++;
  return (
    `${source}: labels go up to ${classes - 1}, class ${absent} has no row, expected a row of each ` +
    "class; number the classes from 0 without gaps"
  );
}

/** Number of classes that labels from 0 mean. */
export function classCount(labels: Int32Array): number {
  return labels.reduce((top, label) => Math.max(top, label), 0) + 1;
}

/** Where arrays disagree with each other, one sentence each: rows, dimensions, classes. */
export function disagreements(arrays: Arrays): string[] {
  const trainFeatures = arrays.get("train_features");
  const trainLabels = arrays.get("train_labels");
  const classes = trainLabels && classCount(trainLabels.data as Int32Array);
  const problems: string[] = [];
  for (const [name, { source, shape, data }] of arrays) {
    const { part, content } = parseRole(name)!;
    const compare = (
      axis: string,
      noun: string,
      other: LoadedArray | undefined,
      expected: number | undefined,
    ) => {
      const axes: readonly string[] = CONTENTS[content].axes;
      const found = shape[axes.indexOf(axis)];
      if (!other || found === undefined || expected === undefined || found === expected) return;
      const own = ["rows", "columns"][axes.indexOf(axis)];
      const run = axis === "rows" ? "run" : "network";
      problems.push(
        `${source}: has ${found} ${own}, ${other.source} has ${expected}${noun}; ` +
          `export both from the same ${run}`,
      );
    };
    const features = arrays.get(roleName({ part, content: "features" }));
    compare("rows", "", features, features?.shape[0]);
    compare("dimensions", " columns", trainFeatures, trainFeatures?.shape[1]);
    compare("classes", " classes", trainLabels, classes);
    if (name === "test_labels" && trainLabels && classes !== undefined) {
      const at = data.findIndex((label) => label >= classes);
      if (at >= 0) {
        problems.push(
          `${source}: row ${at + 1} has label ${data[at]}, ${trainLabels.source} has classes 0 ` +
            `to ${classes - 1}; export both with the same numbering`,
        );
      }
    }
  }
  return problems;
}
