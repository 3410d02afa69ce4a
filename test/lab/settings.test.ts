import { describe, expect, it } from "vitest";
import type { Field } from "../../src/lab/fields.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../../src/lab/settings.ts";
import { parse, read } from "../../src/lab/values.ts";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import type { ModelKind, ToyData } from "../../src/model/recipe.ts";

const accepted = (fields: Field[], settings: object) =>
  fields.filter((field) => parse(field, String(read(settings, field.key))) === null);

describe("the settings table", () => {
  it.each([
    ["cross", "mixture"],
    ["cross", "ebm"],
    ["cross", "correction"],
    ["grid", "mixture"],
    ["grid", "ebm"],
    ["grid", "correction"],
  ] satisfies [ToyData, ModelKind][])("accepts the defaults of %s and %s", (data, model) => {
    expect(accepted(TOY_FIELDS, toyDefaults(data, model))).toEqual([]);
  });

  it("accepts the defaults of the Features tab", () => {
    expect(accepted(FEATURE_FIELDS, featureDefaults())).toEqual([]);
  });

  it("names every setting of the 2D lab once", () => {
    expect(TOY_FIELDS.map(({ key }) => key).sort()).toEqual(
      Object.keys(toyDefaults("cross", "ebm")).sort(),
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
});
