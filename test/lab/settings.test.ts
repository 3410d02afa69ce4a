import { describe, expect, it } from "vitest";
import { BRUSH_FIELDS } from "../../src/lab/brush.ts";
import { chainsFields } from "../../src/lab/chainsWish.ts";
import type { Field } from "../../src/lab/fields.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../../src/lab/settings.ts";
import { parse, read, shown } from "../../src/lab/values.ts";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import { TOY_DATA } from "../../src/model/recipe.ts";

const accepted = (fields: Field[], settings: object) =>
  fields.filter((field) => parse(field, String(read(settings, field.key))) === null);

describe("the settings table", () => {
  it.each(TOY_DATA)("accepts the defaults of %s", (data) => {
    for (const model of ["mixture", "ebm", "correction"] as const) {
      expect(accepted(TOY_FIELDS, toyDefaults(data, model))).toEqual([]);
    }
  });

  it("accepts the defaults of the Features tab", () => {
    expect(accepted(FEATURE_FIELDS, featureDefaults())).toEqual([]);
  });

  it("names every setting of the 2D lab once", () => {
    const { shape, ...settings } = toyDefaults("cross", "ebm");
    const dials = Object.keys(shape).map((dial) => `shape.${dial}`);
    expect(TOY_FIELDS.map(({ key }) => key).sort()).toEqual(
      [...Object.keys(settings), ...dials].sort(),
    );
  });

  it("gives every setting its own key in the address", () => {
    const keys = [...TOY_FIELDS, ...FEATURE_FIELDS].map(({ url }) => url);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("says of every setting what it does, in one sentence", () => {
    for (const { meaning } of [...TOY_FIELDS, ...FEATURE_FIELDS]) {
      expect(meaning).toMatch(/^[^.].{20,}\.$/u);
    }
  });

  it("says of every dial which way to turn it", () => {
    const every = [...TOY_FIELDS, ...FEATURE_FIELDS, ...chainsFields(true), ...BRUSH_FIELDS];
    const way = /\b(lower|raise|turn|choose|shorten|move|more|fewer|keep|take in|start|change)\b/i;
    expect(every.filter(({ meaning }) => !way.test(meaning)).map(({ url }) => url)).toEqual([]);
  });

  it("shows a setting only where it means something, by a choice that there is", () => {
    const toy = toyDefaults("cross", "correction");
    const labels = (settings: object) => shown(TOY_FIELDS, settings).map(({ label }) => label);
    expect(labels(toy)).not.toContain("Leapfrog steps");
    expect(labels({ ...toy, sampler: "hmc" })).toContain("Leapfrog steps");
    expect(labels(toy)).toContain("Arm width");
    expect(labels(toyDefaults("moons", "correction"))).not.toContain("Arm width");
    for (const [fields, settings] of [
      [TOY_FIELDS, toy],
      [FEATURE_FIELDS, featureDefaults()],
    ] as const) {
      for (const { only } of fields) {
        const by = fields.find(({ key }) => key === only?.key);
        for (const value of only?.values ?? []) expect(parse(by!, value)).toBe(value);
        if (only) expect(read(settings, only.key)).toBeDefined();
      }
    }
  });

  it("shows a setting of each energy of the Features tab by that energy's own", () => {
    const { ebm, ...rest } = featureDefaults();
    const settings = { ...rest, ebm: { ...ebm, noiseKind: "langevin" } };
    const keys = shown(FEATURE_FIELDS, settings).map(({ key }) => key);
    expect(keys).toContain("correction.noise");
    expect(keys).not.toContain("ebm.noise");
  });
});
