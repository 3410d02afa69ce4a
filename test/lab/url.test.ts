import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Field } from "../../src/lab/fields.ts";
import { KEYS, TAB } from "../../src/lab/keys.ts";
import { INSTRUMENTS, LAYERS, MAPS, MOTION_SCENES, type Place } from "../../src/lab/place.ts";
import { SECTIONS } from "../../src/lab/sections.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../../src/lab/settings.ts";
import { decode, encode, mergeHash, sameKeys } from "../../src/lab/url.ts";
import { withValue } from "../../src/lab/values.ts";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import { TOY_DATA } from "../../src/model/recipe.ts";
import type { PlaneChoice } from "../../workers/protocol/slice.ts";
import { anyValue } from "./arbitrary.ts";

/** Settings with any values in some of their fields. */
const settingsOf = <S extends object>(fields: Field[], start: S): fc.Arbitrary<S> =>
  fc
    .subarray(fields)
    .chain((some) =>
      fc.tuple(...some.map((field) => anyValue(field).map((v) => [field, v] as const))),
    )
    .map((pairs) => pairs.reduce((all, [{ key }, value]) => withValue(all, key, value), start));

const coordinate = fc.integer({ min: -9999, max: 9999 }).map((steps) => steps / 1000);

const place: fc.Arbitrary<Place> = fc.record({
  tab: fc.constantFrom("lab", "features"),
  chapter: fc.constant(null),
  autorun: fc.boolean(),
  backend: fc.constantFrom("auto", "webgpu", "cpu"),
  ood: fc.constantFrom("near", "mid", "far"),
  instrument: fc.constantFrom(...INSTRUMENTS, "none"),
  maps: fc.subarray([...MAPS], { minLength: 1 }),
  scene: fc.oneof(fc.constantFrom(...MOTION_SCENES), fc.integer({ min: 1, max: 500 })),
  layers: fc.subarray([...LAYERS]),
  probe: fc.option(fc.tuple(coordinate, coordinate)),
  chains: fc.record({
    model: fc.constantFrom(null, "mixture", "ebm", "correction"),
    start: fc.constantFrom(null, "mixture", "uniform", "persistent"),
    sampler: fc.constantFrom(null, "langevin", "hmc"),
    steps: fc.option(fc.integer({ min: 1, max: 20_000 })),
    chains: fc.constantFrom(null, 64, 256),
  }),
  toy: settingsOf(TOY_FIELDS, toyDefaults("cross", "correction")),
  features: settingsOf(FEATURE_FIELDS, featureDefaults()),
  results: fc.record({
    table: fc.constantFrom("sets", "groups", "ablation"),
    paper: fc.constantFrom("off", "cifar10", "cifar100"),
    fpr: fc.constantFrom("id", "ood"),
    gamma: fc.integer({ min: 0, max: 200 }).map((steps) => steps / 2),
  }),
  chosen: fc.record({
    method: fc.constantFrom(null, "KNN", "Correction"),
    column: fc.constantFrom(null, "svhn", "near, mid & far"),
  }),
  slice: fc.record({
    plane: fc.oneof(
      fc.constant<PlaneChoice>({ by: "principal", of: "features", axes: [5, 0] }),
      fc.constant<PlaneChoice>({ by: "means", classes: [9, 0, 3] }),
      fc.record({
        by: fc.constant("line" as const),
        from: fc.option(fc.nat(99)),
        dataset: fc.constantFrom("svhn", "a,b=c"),
        row: fc.option(fc.nat(9999)),
      }),
    ),
    surface: fc.constantFrom("sphere", "plane"),
    energy: fc.constantFrom("correction", "ebm"),
    nearest: fc.integer({ min: 1, max: 100 }).map((percent) => percent / 100),
  }),
  view: fc.constantFrom("list", "compare", "sweeps"),
  compared: fc.array(fc.stringMatching(/^[a-z0-9]{10}$/), { maxLength: 8 }),
  sweep: fc.option(fc.stringMatching(/^[a-z0-9]{10}$/)),
  embed: fc.boolean(),
  hidden: fc.subarray([...SECTIONS]),
  large: fc.boolean(),
});

describe("the address", () => {
  it("decodes to the place that was encoded", () => {
    fc.assert(
      fc.property(place, (where) => {
        expect(decode(`#${encode(where)}`)).toMatchObject({ place: where, notices: [] });
      }),
    );
  });

  it("holds data, model and seed, and else only what differs from the defaults", () => {
    expect(encode(decode("").place)).toBe("tab=lab&data=cross&model=correction&seed=1");
    const { width } = toyDefaults("grid", "ebm");
    expect(encode(decode(`#data=grid&model=ebm&lr=0.0123&width=${width}`).place)).toBe(
      "tab=lab&data=grid&model=ebm&seed=1&lr=0.0123",
    );
  });

  it("has no key twice", () => {
    const keys = [TAB, ...KEYS, ...TOY_FIELDS, ...FEATURE_FIELDS].map(({ url }) => url);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it("takes the defaults of the data and model that it names", () => {
    expect(decode("#model=ebm&data=grid").place.toy).toEqual(toyDefaults("grid", "ebm"));
  });

  it("keeps the dials of the data under plain keys of their own", () => {
    const hash = "tab=lab&data=moons&model=ebm&seed=1&width=32&dataWidth=0.3";
    const { place, notices } = decode(`#${hash}`);
    expect(notices).toEqual([]);
    expect(place.toy).toMatchObject({ width: 32, shape: { width: 0.3 } });
    expect(encode(place)).toBe(hash);
  });

  it("restores every kind of key", () => {
    const hash =
      "#tab=features&data=grid&model=correction&seed=9&updates=20&autorun=1&backend=cpu&ood=far&show=fit&knn=200&ebm.lr=0.1&correction.TG=5&table=ablation&paper=cifar100&fpr=ood&gamma=90.3";
    const { place, notices } = decode(hash);
    expect(notices).toEqual([]);
    expect(place).toMatchObject({
      ...{ tab: "features", autorun: true, backend: "cpu", ood: "far", instrument: "fit" },
      toy: { seed: 9, updates: 20 },
      results: { table: "ablation", paper: "cifar100", fpr: "ood", gamma: 90.5 },
      features: {
        neighbours: 200,
        ebm: { learningRate: 0.1 },
        correction: { mixtureTemperaturePerDimension: 5 },
      },
    });
  });

  it("leaves a value out of range at its default, and says key, range and value", () => {
    const { place, notices } = decode("#layers=9&data=stars&gamma=101&modes=10");
    expect(place.toy).toEqual(toyDefaults("cross", "correction"));
    expect(notices).toEqual([
      `data: expected ${TOY_DATA.join(" or ")}, found "stars"; the default cross is used`,
      `layers: expected a whole number, 1 to 8, found "9"; the default ${place.toy.hiddenLayers} is used`,
      `modes: expected a whole number, 1 to 9, found "10"; the default ${place.toy.shape.modes} is used`,
      'gamma: expected 0 to 100, found "101"; the default 95 is used',
    ]);
  });

  it("decodes to its place over any other", () => {
    fc.assert(
      fc.property(place, place, (where, base) => {
        const over = { ...base, tab: where.tab };
        expect(mergeHash(over, encode(where, over))).toMatchObject({ place: where, notices: [] });
      }),
    );
  });

  it("names a key that it does not know", () => {
    expect(decode("#speed=3").notices).toEqual(["speed: no setting has this name; it is left out"]);
  });

  it("takes the last of a key's values, and says that there are several", () => {
    const { place, notices } = decode("#seed=2&width=32&seed=3&seed=4");
    expect(place.toy).toMatchObject({ seed: 4, width: 32 });
    expect(notices).toEqual(["seed: expected once, found several times; the last is used"]);
  });

  it("leaves out what cannot be decoded, and names it", () => {
    const { place, notices } = decode("#data=%E0%A4%A&%zz=1&%zz=1&seed=5");
    expect(place.toy).toMatchObject({ data: "cross", seed: 5 });
    expect(notices).toEqual([
      'data: expected percent-encoded text, found "%E0%A4%A"; it is left out',
      '%zz: expected percent-encoded text, found "1"; it is left out',
    ]);
  });

  it("survives any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(decode(encode(decode(text).place)).notices).toEqual([]);
      }),
    );
  });
});

describe("mergeHash", () => {
  const before = decode("#data=grid&model=ebm&width=40&show=fit&probe=1,2").place;

  it("changes the keys that are given, and leaves the rest", () => {
    const { place, notices } = mergeHash(before, "#overlay=ood&seed=3");
    expect(notices).toEqual([]);
    const toy = { ...before.toy, seed: 3 };
    expect(place).toEqual({ ...before, layers: ["ood"], toy });
  });

  it("takes the defaults of other data, and keeps what was changed", () => {
    const { toy } = mergeHash(before, "model=correction").place;
    expect(toy).toEqual({ ...toyDefaults("grid", "correction"), width: 40 });
  });

  it("takes a probe away", () => {
    expect(mergeHash(before, "probe=none").place.probe).toBeNull();
  });

  it("takes a scene of the steps that chains may have, and tells of one beyond them", () => {
    expect(mergeHash(before, "scene=500").place.scene).toBe(500);
    expect(mergeHash(before, "scene=step").place.scene).toBe(1);
    for (const scene of ["501", "999", "0", "1.5"]) {
      const { place, notices } = mergeHash(before, `scene=${scene}`);
      expect(place.scene).toBe("batch");
      expect(notices).toEqual([
        `scene: expected batch, start, energies, loss, weights, step or a whole number, 1 to 500, found "${scene}"; batch stays`,
      ]);
    }
  });

  it("leaves what it does not understand as it is, and says so", () => {
    const { place, notices } = mergeHash(before, "show=moon&width=9999");
    expect(place).toEqual(before);
    expect(notices).toEqual([
      'width: expected a whole number, 4 to 1024, found "9999"; 40 stays',
      'show: expected detection or fit or chains or motion or none, found "moon"; fit stays',
    ]);
  });

  it("is undone by what was under the same keys before", () => {
    fc.assert(
      fc.property(place, place, (where, other) => {
        const hash = encode(other).replace(/^tab=\w+&/, "");
        const merged = mergeHash(where, hash).place;
        const changed = hash.split("&").map((pair) => pair.split("=")[0]);
        const back = mergeHash(merged, sameKeys(where, hash)).place;
        for (const key of changed) expect(sameKeys(back, key!)).toBe(sameKeys(where, key!));
      }),
    );
  });
});
