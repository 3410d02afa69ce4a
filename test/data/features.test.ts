import { describe, expect, test } from "vitest";
import { add, EMPTY } from "../../src/data/features.ts";
import { summarise } from "../../src/data/summary.ts";
import { mixedFiles } from "../fixtures/files.ts";
import { npyFile } from "../fixtures/npy.ts";
import { floats, integers, loaded, svhn, testFiles, train } from "./tiny.ts";

async function problemsOf(files: File[], previous = EMPTY): Promise<string[]> {
  const result = await add(previous, files);
  return "problems" in result ? result.problems : [];
}

describe("add", () => {
  test("takes files in any order and any number of drops", async () => {
    const first = await loaded(svhn, testFiles[1]);
    const second = await add(first, [testFiles[0], ...train]);
    expect("collection" in second && summarise(second.collection).ready).toEqual({
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
    const { ready, missing, arrays, ood } = summarise(await loaded(...mixedFiles()));
    expect([missing, ready]).toEqual([
      [],
      { dimensions: 2, classes: 3, trainRows: 3, testRows: 3 },
    ]);
    const used = arrays.filter(({ role }) => role !== null);
    expect(used.map(({ source, role }) => `${source}: ${role}`)).toEqual([
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
    expect(arrays).toContainEqual({
      ...{ source: "ood_a.h5, labels", file: "ood_a.h5", name: "labels" },
      ...{ shape: [3], dtype: "int64", role: null },
      why: "holds labels of ood_a, which nothing needs",
    });
    expect(arrays).toContainEqual({
      ...{ source: "ood_a.h5, extra/mask", file: "ood_a.h5", name: "extra/mask" },
      ...{ shape: null, dtype: null, role: null },
      why: expect.stringMatching(/^has dtype enum, expected a float/),
    });
  });

  test("leaves a file out that says nothing of its role, for the reader to say it", async () => {
    const { arrays } = summarise(await loaded(floats("features.npy", [2, 3])));
    expect(arrays).toMatchObject([
      {
        role: null,
        why: expect.stringMatching(/^does not say whose rows it holds, such as train/),
      },
    ]);
  });

  test("refuses a file without an array that can be read, and says why", async () => {
    const text = new File(["name\na.png\n"], "train.csv");
    expect(await problemsOf([text])).toEqual([
      expect.stringMatching(
        /^train\.csv: holds no array that the lab can read \(.*row 1 is "a\.png".*\), expected tr/,
      ),
    ]);
  });

  test("leaves out what was guessed and is there already, or does not suit", async () => {
    const files = [floats("X_train.npy", [4, 3]), floats("train_x.npy", [4, 3])];
    const column = new File(["feats\n1\n2\n"], "test.csv");
    const { arrays } = summarise(await loaded(...files, column));
    expect(arrays.map(({ role, why }) => role ?? why)).toEqual([
      "train_features",
      "train_features is X_train.npy already, expected one array; leave one out",
      "has shape 2, expected 2 axes, [rows, dimensions]; reshape it before saving",
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
      /^ood_svhn_features\.npy: is there twice, expected each name once/,
    ],
    [
      "a loaded name",
      [train[0]],
      /^train_features\.npy: a file of this name is loaded already, .* clear first/,
    ],
    [
      "a role that is filled",
      [new File(["1,2,3\n"], "train_features.csv")],
      /^train_features\.csv: train_features is train_features\.npy already, expected one array/,
    ],
    [
      "a row too long to divide by",
      [floats("ood_a_features.npy", [1, 3], [3e38, 3e38, 0])],
      /^ood_a_features\.npy: row 1 has length 4\.2e\+38, expected 1\.2e-38 to 3\.4e\+38/,
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
