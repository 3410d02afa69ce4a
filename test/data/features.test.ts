import { describe, expect, test } from "vitest";
import { add, assign, type Collection, EMPTY, regroup } from "../../src/data/features.ts";
import { Cancelled } from "../../src/data/formats/formats.ts";
import { featureSet } from "../../src/data/rows.ts";
import { summarise } from "../../src/data/summary.ts";
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
    const { ready, missing, arrays, ood } = summary(await loaded(...mixedFiles()));
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
    const { arrays } = summary(await loaded(floats("features.npy", [2, 3])));
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
    const { arrays } = summary(await loaded(...files, column));
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

describe("assign", () => {
  const rolesOf = (collection: Collection) =>
    collection.entries.map(({ source, role, why }) => `${source}: ${role ?? why}`);
  const assigned = (collection: Collection, source: string, role: string | null): Collection => {
    const result = assign(collection, source, role);
    if ("problems" in result) throw new Error(result.problems.join("\n"));
    return result.collection;
  };

  test("gives an array that was left out its role, and takes it back", async () => {
    const before = await loaded(floats("a.npy", [2, 3]));
    const after = assigned(before, "a.npy", "ood_Tiny ImageNet_features");
    expect(summary(after).ood).toMatchObject([{ dataset: "Tiny ImageNet", rows: 2 }]);
    expect(rolesOf(assigned(after, "a.npy", null))).toEqual(["a.npy: left out by hand"]);
    expect(rolesOf(before)[0]).toMatch(/does not say whose rows/);
  });

  test("takes a role over from the array that had it, so that two can be swapped", async () => {
    const a = floats("test_features.npy", [2, 3]);
    const b = floats("ood_b_features.npy", [5, 3]);
    const first = assigned(await loaded(a, b), "ood_b_features.npy", "test_features");
    expect(rolesOf(first)).toEqual([
      "test_features.npy: test_features was given to ood_b_features.npy",
      "ood_b_features.npy: test_features",
    ]);
    const second = assigned(first, "test_features.npy", "ood_b_features");
    expect([...second.arrays].map(([role, { source }]) => [role, source])).toEqual([
      ["test_features", "ood_b_features.npy"],
      ["ood_b_features", "test_features.npy"],
    ]);
  });

  test.each<[source: string, role: string, message: RegExp]>([
    ["a.npy", "test_labels", /^a\.npy: has dtype float32, expected an integer type/],
    ["a.npy", "head_bias", /^a\.npy: has shape 2x3, expected 1 axis, \[classes\]/],
    ["a.npy", "head_weights", /^a\.npy: head_weights is no role, expected train_features, /],
    ["a.npy", "ood__features", /^a\.npy: ood__features is no role/],
    ["a.npy", "train_features", /^train_labels\.npy: has 4 rows, a\.npy has 2; export both/],
    ["b.npy", "test_features", /^b\.npy: row 1, column 1 is NaN, expected finite numbers/],
    ["c.npz", "test_features", /^c\.npz: is not loaded, expected an array of the mapping/],
  ])("refuses %s as %s, and changes nothing", async (source, role, message) => {
    const before = await loaded(
      ...train,
      floats("a.npy", [2, 3]),
      floats("b.npy", [1, 3], [Number.NaN, 1, 2]),
    );
    const roles = rolesOf(before);
    const result = assign(before, source, role);
    expect("problems" in result && result.problems).toEqual([expect.stringMatching(message)]);
    expect(rolesOf(before)).toEqual(roles);
  });

  test("stays as it was corrected when further files come", async () => {
    const corrected = assigned(await loaded(floats("test.npy", [4, 3])), "test.npy", null);
    const result = await add(corrected, [floats("id.npy", [2, 3])]);
    expect("collection" in result && rolesOf(result.collection)).toEqual([
      "test.npy: left out by hand",
      "id.npy: test_features",
    ]);
  });

  test("keeps the numbers of features that are taken for something else", async () => {
    const values = [3, 4, 30, 40, 0.5, -7, 1, 0];
    const named = (name: string) => floats(name, [4, 2], values);
    const before = await loaded(
      named("train_features.npy"),
      train[1],
      floats("test_features.npy", [4, 2], [1, 0, 0, 1, 1, 1, 1, 2]),
      named("ood_a_features.npy"),
      named("ood_b_features.npy"),
    );
    await featureSet(before);
    const after = assigned(before, "ood_b_features.npy", "test_logits");
    const { test: inside, ood } = await featureSet(after);
    for (const [i, value] of values.entries()) expect(inside.logits![i]).toBeCloseTo(value, 5);
    expect(ood[0].rows.features[0]).toBeCloseTo(0.6, 6);
  });
});

describe("reading", () => {
  test("tells the bytes that have come, and can be given up", async () => {
    const told: number[] = [];
    const file = floats("test_features.npy", [20_000, 3]);
    await add(EMPTY, [file], { onBytes: (_, bytes) => told.push(bytes) });
    expect(told.at(-1)).toBe(file.size);
    const before = await loaded(svhn);
    const stopped = add(before, [file], { cancelled: () => true });
    await expect(stopped).rejects.toThrow(Cancelled);
  });

  test.each(
    mixedFiles()
      .map((file) => [file.name, file] as const)
      .filter(([name]) => /csv|parquet|h5/.test(name)),
  )("can be given up while %s is taken apart", async (_, file) => {
    let given = false;
    const pause = async () => {
      given = true;
    };
    const stopped = add(EMPTY, [file], { pause, cancelled: () => given });
    await expect(stopped).rejects.toThrow(Cancelled);
  });

  test("refuses a file that is shorter or longer than it was when it was chosen", async () => {
    const { stream } = new Blob(["abc"]);
    for (const size of [2, 4]) {
      const changed = { name: "test.npy", size, stream: stream.bind(new Blob(["abc"])) };
      const result = await add(EMPTY, [changed]);
      expect("problems" in result && result.problems).toEqual([
        `test.npy: has 3 bytes, expected ${size}; it changed while it was read, load it again`,
      ]);
    }
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

  test("lists each file with its bytes and SHA-256, and each array with its shape and role", async () => {
    const { files, arrays } = summary(await loaded(new File(["0\n0\n"], "train_labels.csv")));
    // printf '0\n0\n' | sha256sum
    const sha256 = "52f96c26a39ed25108a6db43d6e11c6051eba8a498a5baab1891adfa7ac7c262";
    expect(files).toEqual([{ name: "train_labels.csv", bytes: 4, sha256 }]);
    expect(arrays).toEqual([
      {
        ...{ source: "train_labels.csv", file: "train_labels.csv", name: "" },
        ...{ shape: [2], dtype: "text", role: "train_labels", why: null },
      },
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
    const scores = "; or ODIN scores: test_odin, ood_svhn_odin";
    expect(summary(await loaded(...base)).lacking).toEqual([
      { method: "MSP", needs },
      { method: "ODIN", needs: needs + scores },
      { method: "Energy", needs },
    ]);
    const weight = floats("head_weight.npy", [2, 3]);
    expect(summary(await loaded(...base, weight)).lacking).toHaveLength(3);
    const head = summary(await loaded(...base, weight, floats("head_bias.npy", [2])));
    expect([head.lacking, head.ood[0].logits]).toEqual([[], true]);
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    expect(summary(await loaded(...base, ...logits)).lacking).toEqual([]);
  });

  test("takes whole ODIN scores where the test set and every OOD set has them", async () => {
    const scored = [floats("test_odin.npy", [2]), floats("ood_svhn_odin.npy", [5])];
    const base = [...train, ...testFiles, svhn, ...scored];
    const whole = summary(await loaded(...base));
    expect(whole.odin).toBe("full");
    expect(whole.lacking.map(({ method }) => method)).toEqual(["MSP", "Energy"]);
    const some = summary(await loaded(...base, floats("ood_lsun_features.npy", [2, 3])));
    expect(some.odin).toBe("temperature part");
    expect(some.lacking.map(({ method }) => method)).toEqual(["MSP", "ODIN", "Energy"]);
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
