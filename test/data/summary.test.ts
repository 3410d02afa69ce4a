import { describe, expect, test } from "vitest";
import { add, type Collection, EMPTY, regroup } from "../../src/data/features.ts";
import { summarise } from "../../src/data/summary.ts";
import type { FeatureSummary } from "../../workers/protocol/features.ts";
import { floats, loaded, svhn, testFiles, train } from "./tiny.ts";

function summary(collection: Collection): FeatureSummary {
  return summarise(collection);
}

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
    const ofHead = "the classifier's head: head_weight, head_bias";
    expect(summary(await loaded(...base)).lacking).toEqual([
      { method: "MSP", needs },
      { method: "ODIN", needs: needs + scores },
      { method: "Energy", needs },
      { method: "ViM", needs: ofHead },
    ]);
    const weight = floats("head_weight.npy", [2, 3]);
    expect(summary(await loaded(...base, weight)).lacking).toHaveLength(4);
    const head = summary(await loaded(...base, weight, floats("head_bias.npy", [2])));
    expect([head.lacking, head.ood[0].logits]).toEqual([[], true]);
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    expect(summary(await loaded(...base, ...logits)).lacking).toEqual([
      { method: "ViM", needs: ofHead },
    ]);
  });

  test("takes whole ODIN scores where the test set and every OOD set has them", async () => {
    const scored = [floats("test_odin.npy", [2]), floats("ood_svhn_odin.npy", [5])];
    const base = [...train, ...testFiles, svhn, ...scored];
    const whole = summary(await loaded(...base));
    expect(whole.odin).toBe("full");
    expect(whole.lacking.map(({ method }) => method)).toEqual(["MSP", "Energy", "ViM"]);
    const some = summary(await loaded(...base, floats("ood_lsun_features.npy", [2, 3])));
    expect(some.odin).toBe("temperature part");
    expect(some.lacking.map(({ method }) => method)).toEqual(["MSP", "ODIN", "Energy", "ViM"]);
  });

  test("lets a logit method run when one of two OOD sets has no logits", async () => {
    const logits = [floats("test_logits.npy", [2, 2]), floats("ood_svhn_logits.npy", [5, 2])];
    const other = floats("ood_mnist_features.npy", [2, 3]);
    const { lacking, ood } = summary(await loaded(...train, ...testFiles, svhn, other, ...logits));
    expect(lacking.map(({ method }) => method)).toEqual(["ViM"]);
    expect(ood.map((set) => [set.dataset, set.logits])).toEqual([
      ["mnist", false],
      ["svhn", true],
    ]);
  });
});
