import { describe, expect, test } from "vitest";
import { add, assign, type Collection } from "../../src/data/features.ts";
import { featureSet } from "../../src/data/rows.ts";
import { summarise } from "../../src/data/summary.ts";
import { floats, loaded, train } from "./tiny.ts";

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
    expect(summarise(after).ood).toMatchObject([{ dataset: "Tiny ImageNet", rows: 2 }]);
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
    ["a.npy", "ood_near average_features", /^a\.npy: near average is what the tables call a mean/],
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
