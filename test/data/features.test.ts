import { describe, expect, test } from "vitest";
import {
  add,
  type Collection,
  EMPTY,
  type NamedFile,
  regroup,
  summarise,
} from "../../src/data/features.ts";
import type { FeatureSummary } from "../../workers/protocol.ts";
import { npyFile } from "../fixtures/npy.ts";

function floats(name: string, shape: number[], values?: number[]): NamedFile {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(values ?? Array.from({ length: count }, (_, i) => i + 1));
  return { name, bytes: npyFile(shape, data) };
}

function integers(name: string, values: number[], shape = [values.length]): NamedFile {
  return { name, bytes: npyFile(shape, Int32Array.from(values)) };
}

const train = [floats("train_features.npy", [4, 3]), integers("train_labels.npy", [0, 1, 0, 1])];
const testFiles = [floats("test_features.npy", [2, 3]), integers("test_labels.npy", [1, 0])];
const svhn = floats("ood_svhn_features.npy", [5, 3]);

function loaded(...files: NamedFile[]): Collection {
  const result = add(EMPTY, files);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.collection;
}

function problemsOf(files: NamedFile[], previous = EMPTY): string[] {
  const result = add(previous, files);
  return "problems" in result ? result.problems : [];
}

function summary(collection: Collection): FeatureSummary {
  return summarise(collection);
}

describe("add", () => {
  test("takes files in any order and any number of drops", () => {
    const first = loaded(svhn, testFiles[1]);
    const second = add(first, [testFiles[0], ...train]);
    expect("collection" in second && summary(second.collection).ready).toEqual({
      dimensions: 3,
      classes: 2,
      trainRows: 4,
      testRows: 2,
    });
  });

  test("leaves the previous collection as it was, with and without a problem", () => {
    const previous = loaded(...train);
    add(previous, testFiles);
    add(previous, [svhn, floats("test_features.npy", [2, 7])]);
    expect([...previous.arrays.keys()]).toEqual(["train_features.npy", "train_labels.npy"]);
  });

  test("reports a problem of every file of a drop, and takes none of them", () => {
    const problems = problemsOf([
      svhn,
      { name: "notes.txt", bytes: new ArrayBuffer(3) },
      { name: "test_features.npy", bytes: npyFile([2, 3], new Float32Array(6)).slice(0, -4) },
      integers("test_labels.npy", [-1, 0]),
    ]);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(/^notes\.txt: is not a name .* expected train_features\.npy/);
    expect(problems[1]).toMatch(/^test_features\.npy: .* needs 24 bytes of data, file has 20/);
    expect(problems[2]).toMatch(/^test_labels\.npy: row 1 has label -1, expected 0 or more/);
  });

  const all = [...train, ...testFiles];
  test.each<[string, NamedFile[], RegExp]>([
    ["a name twice", [svhn, svhn], /^ood_svhn_features\.npy: is there twice, expected once/],
    ["a loaded name", [train[0]], /^train_features\.npy: is loaded already, .* clear first/],
    [
      "integer features",
      [integers("ood_a_features.npy", [1, 2], [1, 2])],
      /^ood_a_features\.npy: has dtype int32, expected a float type; .*astype\("float32"\)/,
    ],
    [
      "floating labels",
      [floats("test_labels.npy", [2])],
      /^test_labels\.npy: has dtype float32, expected an integer type; .*astype\("int64"\)/,
    ],
    [
      "features of one axis",
      [floats("ood_a_features.npy", [6])],
      /^ood_a_features\.npy: has shape 6, expected 2 axes, \[rows, dimensions\]/,
    ],
    [
      "labels of two axes",
      [integers("test_labels.npy", [0, 1], [2, 1])],
      /^test_labels\.npy: has shape 2x1, expected 1 axis, \[rows\]/,
    ],
    [
      "NaN",
      [floats("ood_a_features.npy", [2, 3], [1, 2, 3, 4, 5, Number.NaN])],
      /^ood_a_features\.npy: row 2, column 3 is NaN, expected finite numbers/,
    ],
    [
      "an infinite bias",
      [floats("head_bias.npy", [2], [0, Number.NEGATIVE_INFINITY])],
      /^head_bias\.npy: row 2, column 1 is -Infinity, expected finite numbers/,
    ],
    [
      "an all-zero row of features",
      [floats("ood_a_features.npy", [3, 3], [1, 2, 3, 0, 0, 1, 0, 0, 0])],
      /^ood_a_features\.npy: row 3 is all zeros, expected a direction/,
    ],
    [
      "other dimensions than train",
      [floats("ood_a_features.npy", [2, 5])],
      /^ood_a_features\.npy: has 5 columns, train_features\.npy has 3 columns; .* network/,
    ],
    [
      "other rows than the features",
      [svhn, floats("ood_svhn_logits.npy", [4, 2])],
      /^ood_svhn_logits\.npy: has 4 rows, ood_svhn_features\.npy has 5; .* run/,
    ],
    [
      "other rows of ODIN scores than of features",
      [svhn, floats("ood_svhn_odin.npy", [4])],
      /^ood_svhn_odin\.npy: has 4 rows, ood_svhn_features\.npy has 5; .* run/,
    ],
    [
      "other classes than the labels in logits",
      [floats("train_logits.npy", [4, 10])],
      /^train_logits\.npy: has 10 columns, train_labels\.npy has 2 classes; .* network/,
    ],
    [
      "other classes than the labels in the head",
      [floats("head_weight.npy", [10, 3])],
      /^head_weight\.npy: has 10 rows, train_labels\.npy has 2 classes; .* network/,
    ],
    [
      "other dimensions than train in the head",
      [floats("head_weight.npy", [2, 8])],
      /^head_weight\.npy: has 8 columns, train_features\.npy has 3 columns; .* network/,
    ],
  ])("refuses %s", (name, files, message) => {
    const previous = name === "a loaded name" ? loaded(...all) : loaded(...train);
    const problems = problemsOf(files, previous);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  test("refuses training labels with other rows than the features, loaded before or with them", () => {
    const message =
      "train_labels.npy: has 40 rows, train_features.npy has 50; export both from the same run";
    const features = floats("train_features.npy", [50, 2]);
    const labels = integers("train_labels.npy", Array(40).fill(0));
    expect(problemsOf([features, labels])).toEqual([message]);
    expect(problemsOf([features], loaded(labels))).toEqual([message]);
  });

  test("refuses training labels with a class that has no row", () => {
    expect(problemsOf([integers("train_labels.npy", [0, 2, 3, 0])])[0]).toMatch(
      /^train_labels\.npy: labels go up to 3, class 1 has no row/,
    );
  });

  test("refuses a test label that training does not know", () => {
    expect(problemsOf([integers("test_labels.npy", [1, 0, 2])], loaded(...train))[0]).toMatch(
      /^test_labels\.npy: row 3 has label 2, train_labels\.npy has classes 0 to 1/,
    );
  });

  test("takes ODIN scores, and passes the exporter's notes by", () => {
    const notes = { name: "meta.json", bytes: new TextEncoder().encode("{}").buffer };
    const collection = loaded(svhn, floats("ood_svhn_odin.npy", [5], [0, -1, 2, 3, 4]), notes);
    expect([...collection.arrays.keys()]).toEqual(["ood_svhn_features.npy", "ood_svhn_odin.npy"]);
  });

  test("takes a zero row of logits, which has a softmax", () => {
    expect(problemsOf([floats("test_logits.npy", [2, 2], [0, 0, 1, 2])])).toEqual([]);
  });
});

describe("summarise", () => {
  test("says of nothing at all what is missing, one sentence a file", () => {
    const { missing, ready, files, ood } = summary(EMPTY);
    expect([ready, files, ood]).toEqual([null, [], []]);
    expect(missing.map((sentence) => sentence.split(" ")[0])).toEqual([
      "train_features.npy",
      "train_labels.npy",
      "test_features.npy",
      "ood_<name>_features.npy",
    ]);
  });

  test("misses the features of an OOD set whose logits are there", () => {
    const collection = loaded(...train, ...testFiles, svhn, floats("ood_lsun_logits.npy", [2, 2]));
    expect(summary(collection).missing).toEqual([
      "ood_lsun_features.npy is missing: the features that belong to ood_lsun_logits.npy",
    ]);
  });

  test("lists each file with its rows, columns and dtype", () => {
    expect(summary(loaded(...train)).files).toEqual([
      { name: "train_features.npy", rows: 4, columns: 3, dtype: "float32" },
      { name: "train_labels.npy", rows: 4, columns: 1, dtype: "int32" },
    ]);
  });

  test("groups the OOD sets by name, near first, and unknown ones as mid", () => {
    const names = ["mnist", "dtd10", "textures", "mine", "lsun", "tinyimagenet", "cifar100"];
    const collection = loaded(...names.map((name) => floats(`ood_${name}_features.npy`, [1, 3])));
    expect(summary(collection).ood.map(({ dataset, group }) => `${group} ${dataset}`)).toEqual([
      "near cifar100",
      "near tinyimagenet",
      "mid lsun",
      "mid mine",
      "far dtd10",
      "far mnist",
      "far textures",
    ]);
  });

  test("follows a group that was chosen by hand, also after further files", () => {
    const result = add(regroup(loaded(svhn), "svhn", "near"), train);
    expect("collection" in result && summary(result.collection).ood).toEqual([
      { dataset: "svhn", group: "near", rows: 5, logits: false },
    ]);
  });

  test("says which methods need logits, until files or the head give them", () => {
    const base = [...train, ...testFiles, svhn];
    const needs =
      "logits: test_logits.npy, ood_svhn_logits.npy; or head_weight.npy and head_bias.npy";
    expect(summary(loaded(...base)).lacking).toEqual([
      { method: "MSP", needs },
      { method: "ODIN", needs },
      { method: "Energy", needs },
    ]);
    const weight = floats("head_weight.npy", [2, 3]);
    expect(summary(loaded(...base, weight)).lacking).toHaveLength(3);
    const head = summary(loaded(...base, weight, floats("head_bias.npy", [2])));
    expect([head.lacking, head.ood[0].logits]).toEqual([[], true]);
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    expect(summary(loaded(...base, ...logits)).lacking).toEqual([]);
  });

  test("lets a logit method run when one of two OOD sets has no logits", () => {
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    const other = floats("ood_mnist_features.npy", [2, 3]);
    const { lacking, ood } = summary(loaded(...train, ...testFiles, svhn, other, ...logits));
    expect(lacking).toEqual([]);
    expect(ood.map((set) => [set.dataset, set.logits])).toEqual([
      ["mnist", false],
      ["svhn", true],
    ]);
  });
});
