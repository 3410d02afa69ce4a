import { describe, expect, test } from "vitest";
import type { Found } from "../../src/data/arrays.ts";
import { rolesOf } from "../../src/data/roles.ts";

const floats = (name: string, ...shape: number[]): Found => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  return { name, array: { shape, dtype: "float32", data } };
};
const integers = (name: string, ...values: number[]): Found => ({
  name,
  array: { shape: [values.length], dtype: "int64", data: Int32Array.from(values) },
});

/** The roles' names, "-" for what is left out. */
function rolesIn(file: string, ...found: Found[]): string[] {
  return rolesOf(file, found).map((taken) =>
    "role" in taken ? `${taken.role.part} ${taken.role.content}` : "-",
  );
}

describe("rolesOf", () => {
  test.each<[file: string, role: string]>([
    ["train_features.npy", "train features"],
    ["ood_Tiny-ImageNet_features.npy", "ood_Tiny-ImageNet features"],
    ["ood_svhn_odin.npy", "ood_svhn odin"],
    ["train.csv", "train features"],
    ["X_train.npy", "train features"],
    ["testFeats.npy", "test features"],
    ["cifar10-id-embeddings.pt", "test features"],
    ["svhn_ood.parquet", "ood_svhn features"],
    ["svhn_ood_logits.parquet", "ood_svhn logits"],
    ["nearood_cifar100_feats.npy", "ood_cifar100 features"],
    ["ood.npy", "ood_ood features"],
    ["fc_weights.npy", "head weight"],
    ["features.npy", "-"],
    ["svhn.npy", "-"],
    ["train_weight.npy", "-"],
  ])("takes the floats of %s for %s by the file's name", (file, role) => {
    expect(rolesIn(file, floats("", 3, 2))).toEqual([role]);
  });

  test.each<[name: string, role: string]>([
    ["test_features", "test features"],
    ["train/embeddings", "train features"],
    ["logits_test", "test logits"],
    ["ood_svhn_feats", "ood_svhn features"],
    ["svhn_ood.features", "ood_svhn features"],
    ["module.fc.weight", "head weight"],
    ["classifier.1.weight", "head weight"],
    ["layer1.0.conv1.weight", "-"],
    ["image_size", "-"],
  ])("takes an array %s for %s by its own name, whatever the file's", (name, role) => {
    expect(rolesIn("bundle.npz", floats(name, 3, 2), integers("step", 1))[0]).toBe(role);
  });

  test("joins what the array's name and the file's say", () => {
    const found = [floats("feat_list", 3, 2), integers("label_list", 0, 1, 2)];
    expect(rolesIn("cifar10_train.npz", ...found)).toEqual(["train features", "train labels"]);
    expect(rolesIn("ood_svhn.npz", ...found)).toEqual(["ood_svhn features", "-"]);
    expect(rolesIn("features.h5", floats("train", 3, 2), floats("test", 3, 2))).toEqual([
      "train features",
      "test features",
    ]);
    expect(rolesIn("ood_features.h5", floats("svhn", 3, 2), floats("lsun", 3, 2))).toEqual([
      "ood_svhn features",
      "ood_lsun features",
    ]);
  });

  test("takes labels that are all below 0 for the mark of an OOD set, named after the file", () => {
    const features = floats("feat_list", 2, 2);
    expect(rolesIn("svhn.npz", features, integers("label_list", -1, -1))).toEqual([
      "ood_svhn features",
      "-",
    ]);
    expect(rolesIn("svhn.npz", features, integers("label_list", -1, 0))).toEqual(["-", "-"]);
    expect(rolesIn("test.npz", features, integers("label_list", -1, -1))).toEqual([
      "test features",
      "test labels",
    ]);
  });

  test("tells nameless arrays apart by axes and type, where no two are alike", () => {
    const pair = [floats("0", 3, 2), integers("1", 0, 1, 0)];
    expect(rolesIn("train.pt", ...pair)).toEqual(["train features", "train labels"]);
    expect(rolesIn("head.pt", floats("0", 3, 2), floats("1", 3))).toEqual([
      "head weight",
      "head bias",
    ]);
    expect(rolesIn("train.pt", ...pair, floats("2", 3, 9))).toEqual(["-", "train labels", "-"]);
  });

  test("leaves integers out of a file whose name says features", () => {
    const found = [floats("svhn", 3, 2), integers("image", 7, 8, 9)];
    expect(rolesIn("ood_features.npz", ...found)).toEqual(["ood_svhn features", "-"]);
  });

  test("says why it leaves an array out", () => {
    const found = [floats("feats", 3, 2), floats("alpha", 3), integers("labels", 1)];
    const whys = rolesOf("ood_a.npz", found).map((taken) => "unused" in taken && taken.unused);
    expect(whys).toEqual([
      false,
      "does not say what it holds, such as features or labels",
      "holds labels of ood_a, which nothing needs",
    ]);
    expect(rolesOf("bundle.npz", found)[0]).toEqual({
      unused: "does not say whose rows it holds, such as train, test or ood_<name>",
    });
  });

  test("gives an unreadable array the role of its name, so that it is told and not left out", () => {
    const problem = "a.npz, test_features: has dtype bool";
    expect(rolesIn("a.npz", { name: "test_features", problem })).toEqual(["test features"]);
  });
});
