import { type NumericArray, shapeText } from "./arrays.ts";
import { CONTENTS, parseRole, type Role, roleName } from "./names.ts";

/** An array that is loaded; `source` names it for people: its file, and its name in the file. */
export interface LoadedArray extends NumericArray {
  source: string;
  /** The lengths that its rows had, where `data` holds them divided by these. */
  lengths: Float32Array | null;
}

/** The arrays of a feature set by the names of their roles, which `parseRole` knows. */
export type Arrays = ReadonlyMap<string, LoadedArray>;

/** Why an array's type and axes do not suit a role, as a sentence that begins with its source, or null. */
export function misfitOf({ content }: Role, { source, data, dtype, shape }: LoadedArray) {
  const { axes, floating } = CONTENTS[content];
  if (data instanceof Float32Array !== floating) {
    const [kind, type] = floating ? ["a float", "float32"] : ["an integer", "int64"];
    return (
      `${source}: has dtype ${dtype}, expected ${kind} type; ` +
      `save it with array.astype("${type}")`
    );
  }
  if (shape.length === axes.length) return null;
  return (
    `${source}: has shape ${shapeText(shape)}, expected ${axes.length} ` +
    `${axes.length === 1 ? "axis" : "axes"}, [${axes.join(", ")}]; reshape it before saving`
  );
}

/** The first defect of an array's numbers for a role that it suits, as a sentence, or null. */
export function defectOf({ part, content }: Role, array: LoadedArray): string | null {
  if (content === "labels") return labelDefect(part, array);
  return notFinite(array) ?? (content === "features" ? lengthDefect(array) : null);
}

function notFinite({ source, data, shape }: LoadedArray): string | null {
  let at = 0;
  while (at < data.length && Number.isFinite(data[at])) at++;
  if (at === data.length) return null;
  const columns = shape[1] ?? 1;
  return (
    `${source}: row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1} is ${data[at]}, ` +
    "expected finite numbers; remove the row or mend its export"
  );
}

/** The least and the greatest normal number of float32: lengths are kept in it. */
const LEAST = 2 ** -126;
const GREATEST = (2 - 2 ** -23) * 2 ** 127;

function lengthDefect({ source, data, shape: [rows, columns], lengths }: LoadedArray) {
  if (lengths) return null;
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) squares += data[i] * data[i];
    const length = Math.sqrt(squares);
    if (length >= LEAST && length <= GREATEST) continue;
    const found = length === 0 ? "is all zeros" : `has length ${length.toPrecision(2)}`;
    const expected =
      length === 0
        ? "a direction (features are divided by their length)"
        : "1.2e-38 to 3.4e+38 (features are divided by it)";
    return (
      `${source}: row ${row + 1} ${found}, expected ${expected}; ` +
      "remove the row or mend its export"
    );
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

/** OOD sets whose columns would have the name of an average's. */
const AVERAGES = /^ood_((near|mid|far) )?average$/;

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
    if (AVERAGES.test(part)) {
      problems.push(
        `${source}: ${part.slice(4)} is what the tables call a mean over OOD sets, expected ` +
          "another name for a set; rename it",
      );
    }
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
