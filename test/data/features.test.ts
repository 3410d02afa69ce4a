import { describe, expect, test } from "vitest";
import { add, type Collection, EMPTY, regroup, summarise } from "../../src/data/features.ts";
import type { FeatureSummary } from "../../workers/protocol.ts";
import { mixedFiles } from "../fixtures/files.ts";
import { npyFile } from "../fixtures/npy.ts";

function floats(name: string, shape: number[], values?: number[]): File {
  const count = shape.reduce((a, b) => a * b, 1);
  const data = Float32Array.from(values ?? Array.from({ length: count }, (_, i) => i + 1));
  return new File([npyFile(shape, data)], name);
}

function integers(name: string, values: number[], shape = [values.length]): File {
  return new File([npyFile(shape, Int32Array.from(values))], name);
}

const train = [floats("train_features.npy", [4, 3]), integers("train_labels.npy", [0, 1, 0, 1])];
const testFiles = [floats("test_features.npy", [2, 3]), integers("test_labels.npy", [1, 0])];
const svhn = floats("ood_svhn_features.npy", [5, 3]);

async function loaded(...files: File[]): Promise<Collection> {
  const result = await add(EMPTY, files);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.collection;
}

async function problemsOf(files: File[], previous = EMPTY): Promise<string[]> {
  const result = await add(previous, files);
  return "problems" in result ? result.problems : [];
}

function summary(collection: Collection): FeatureSummary {
  return summarise(collection);
}

describe("add", () => {
  test("takes files in any order and any number of drops", async () => {
    const first = await loaded(svhn, testFiles[1]);
    const second = await add(first, [testFiles[0], ...train]);
    expect("collection" in second && summary(second.collection).ready).toEqual({
      dimensions: 3,
      classes: 2,
      trainRows: 4,
      testRows: 2,
    });
  });

  test("leaves the previous collection as it was, with and without a problem", async () => {
    const previous = await loaded(...train);
    await add(previous, testFiles);
    await add(previous, [svhn, floats("test_features.npy", [2, 7])]);
    expect([...previous.arrays.keys()]).toEqual(["train_features", "train_labels"]);
  });

  test("reports a problem of every file of a drop, and takes none of them", async () => {
    const problems = await problemsOf([
      svhn,
      new File(["abc"], "notes.txt"),
      new File([npyFile([2, 3], new Float32Array(6)).slice(0, -4)], "test_features.npy"),
      integers("test_labels.npy", [-1, 0]),
    ]);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toMatch(
      /^notes\.txt: is not a file that the lab reads, expected \.npy, \.npz, /,
    );
    expect(problems[1]).toMatch(/^test_features\.npy: .* needs 24 bytes of data, file has 20/);
    expect(problems[2]).toMatch(/^test_labels\.npy: row 1 has label -1, expected 0 or more/);
  });

  test("takes a file of each format, each under another name, for one feature set", async () => {
    const { ready, missing, files, ood, unused } = summary(await loaded(...mixedFiles()));
    expect([missing, ready]).toEqual([
      [],
      { dimensions: 2, classes: 3, trainRows: 3, testRows: 3 },
    ]);
    expect(files.map(({ name, role }) => `${name}: ${role}`)).toEqual([
      "train.npz, features: train_features",
      "train.npz, labels: train_labels",
      "test.pt: test_features",
      "net.pth, fc.weight: head_weight",
      "net.pth, fc.bias: head_bias",
      "ood_a.h5, features: ood_a_features",
      "ood_b.parquet, embedding: ood_b_features",
      "ood_c.safetensors, features: ood_c_features",
      "ood_d.csv, f: ood_d_features",
    ]);
    expect(ood.every(({ rows, logits }) => rows === 3 && logits)).toBe(true);
    expect(unused).toContainEqual({
      source: "ood_a.h5, labels",
      why: "holds labels of ood_a, which nothing needs",
    });
  });

  test("says of a file without a role what it holds and what is expected", async () => {
    expect(await problemsOf([floats("features.npy", [2, 3])])).toEqual([
      expect.stringMatching(
        /^features\.npy: holds nothing that the lab can use \(features\.npy: does not say whose rows it holds, such as train, test or ood_<name>\), expected train_features, /,
      ),
    ]);
  });

  test("takes digits for floats where floats are expected, and not where labels are", async () => {
    const bias = new File(["0\n1\n"], "head_bias.csv");
    expect(await problemsOf([bias])).toEqual([]);
    const labels = new File(["0.5\n1\n"], "train_labels.csv");
    expect(await problemsOf([labels])).toEqual([
      expect.stringMatching(/^train_labels\.csv: has dtype text, expected an integer type/),
    ]);
  });

  const all = [...train, ...testFiles];
  test.each<[string, File[], RegExp]>([
    [
      "a name twice",
      [svhn, svhn],
      /^ood_svhn_features\.npy: ood_svhn_features is there twice, expected once/,
    ],
    [
      "a loaded name",
      [train[0]],
      /^train_features\.npy: train_features is loaded already, .* clear first/,
    ],
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
  ])("refuses %s", async (name, files, message) => {
    const previous = name === "a loaded name" ? await loaded(...all) : await loaded(...train);
    const problems = await problemsOf(files, previous);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  test("refuses training labels with other rows than the features, loaded before or with them", async () => {
    const message =
      "train_labels.npy: has 40 rows, train_features.npy has 50; export both from the same run";
    const features = floats("train_features.npy", [50, 2]);
    const labels = integers("train_labels.npy", Array(40).fill(0));
    expect(await problemsOf([features, labels])).toEqual([message]);
    expect(await problemsOf([features], await loaded(labels))).toEqual([message]);
  });

  test("refuses training labels with a class that has no row", async () => {
    const [problem] = await problemsOf([integers("train_labels.npy", [0, 2, 3, 0])]);
    expect(problem).toMatch(/^train_labels\.npy: labels go up to 3, class 1 has no row/);
  });

  test("refuses a test label that training does not know", async () => {
    const previous = await loaded(...train);
    const [problem] = await problemsOf([integers("test_labels.npy", [1, 0, 2])], previous);
    expect(problem).toMatch(
      /^test_labels\.npy: row 3 has label 2, train_labels\.npy has classes 0 to 1/,
    );
  });

  test("takes ODIN scores, and passes the exporter's notes by", async () => {
    const notes = new File(["{}"], "meta.json");
    const collection = await loaded(
      svhn,
      floats("ood_svhn_odin.npy", [5], [0, -1, 2, 3, 4]),
      notes,
    );
    expect([...collection.arrays.keys()]).toEqual(["ood_svhn_features", "ood_svhn_odin"]);
  });

  test("takes a zero row of logits, which has a softmax", async () => {
    expect(await problemsOf([floats("test_logits.npy", [2, 2], [0, 0, 1, 2])])).toEqual([]);
  });
});

describe("summarise", () => {
  test("says of nothing at all what is missing, one sentence a file", async () => {
    const { missing, ready, files, ood } = summary(EMPTY);
    expect([ready, files, ood]).toEqual([null, [], []]);
    expect(missing.map((sentence) => sentence.split(" ")[0])).toEqual([
      "train_features",
      "train_labels",
      "test_features",
      "ood_<name>_features",
    ]);
  });

  test("misses the features of an OOD set whose logits are there", async () => {
    const collection = await loaded(
      ...train,
      ...testFiles,
      svhn,
      floats("ood_lsun_logits.npy", [2, 2]),
    );
    expect(summary(collection).missing).toEqual([
      "ood_lsun_features is missing: the features that belong to ood_lsun_logits",
    ]);
  });

  test("lists each file with its rows, columns and dtype", async () => {
    expect(summary(await loaded(...train)).files).toEqual([
      {
        name: "train_features.npy",
        role: "train_features",
        rows: 4,
        columns: 3,
        dtype: "float32",
      },
      { name: "train_labels.npy", role: "train_labels", rows: 4, columns: 1, dtype: "int32" },
    ]);
  });

  test("groups the OOD sets by name, near first, and unknown ones as mid", async () => {
    const names = ["mnist", "dtd10", "textures", "mine", "lsun", "tinyimagenet", "cifar100"];
    const collection = await loaded(
      ...names.map((name) => floats(`ood_${name}_features.npy`, [1, 3])),
    );
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

  test("follows a group that was chosen by hand, also after further files", async () => {
    const result = await add(regroup(await loaded(svhn), "svhn", "near"), train);
    expect("collection" in result && summary(result.collection).ood).toEqual([
      { dataset: "svhn", group: "near", rows: 5, logits: false },
    ]);
  });

  test("says which methods need logits, until files or the head give them", async () => {
    const base = [...train, ...testFiles, svhn];
    const needs = "logits: test_logits, ood_svhn_logits; or head_weight and head_bias";
    expect(summary(await loaded(...base)).lacking).toEqual([
      { method: "MSP", needs },
      { method: "ODIN", needs },
      { method: "Energy", needs },
    ]);
    const weight = floats("head_weight.npy", [2, 3]);
    expect(summary(await loaded(...base, weight)).lacking).toHaveLength(3);
    const head = summary(await loaded(...base, weight, floats("head_bias.npy", [2])));
    expect([head.lacking, head.ood[0].logits]).toEqual([[], true]);
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    expect(summary(await loaded(...base, ...logits)).lacking).toEqual([]);
  });

  test("lets a logit method run when one of two OOD sets has no logits", async () => {
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    const other = floats("ood_mnist_features.npy", [2, 3]);
    const { lacking, ood } = summary(await loaded(...train, ...testFiles, svhn, other, ...logits));
    expect(lacking).toEqual([]);
    expect(ood.map((set) => [set.dataset, set.logits])).toEqual([
      ["mnist", false],
      ["svhn", true],
    ]);
  });
});
