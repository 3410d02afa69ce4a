import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NumberField } from "../../src/lab/fields.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../../src/lab/settings.ts";
import {
  carry,
  changed,
  parse,
  positionOf,
  rangeOf,
  read,
  SLIDER,
  valueAt,
  withValue,
} from "../../src/lab/values.ts";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";

const field = (key: string) => TOY_FIELDS.find((candidate) => candidate.key === key)!;
const sliders = TOY_FIELDS.filter(
  (candidate): candidate is NumberField =>
    candidate.kind !== "choice" && candidate.scale !== "none",
);

describe("withValue", () => {
  it("changes a nested setting and leaves the rest", () => {
    const before = featureDefaults();
    const after = withValue(before, "ebm.steps", 7);
    expect(read(after, "ebm.steps")).toBe(7);
    expect(after.correction).toBe(before.correction);
    expect(changed(FEATURE_FIELDS, after, before).map(({ key }) => key)).toEqual(["ebm.steps"]);
  });
});

describe("carry", () => {
  it("keeps what was changed and takes the other defaults", () => {
    const from = toyDefaults("cross", "correction");
    const to = toyDefaults("grid", "correction");
    const moved = carry(
      TOY_FIELDS.filter(({ key }) => key !== "data"),
      { ...from, width: 32 },
      from,
      to,
    );
    expect(moved).toEqual({ ...to, width: 32 });
  });
});

describe("parse", () => {
  it.each([
    ["learningRate", "0.01", 0.01],
    ["learningRate", "1e-4", 1e-4],
    ["learningRate", "2", null],
    ["learningRate", "", null],
    ["learningRate", "NaN", null],
    ["steps", "2.5", null],
    ["steps", "20", 20],
    ["data", "grid", "grid"],
    ["data", "stars", null],
  ])("reads %s from %j as %j", (key, text, value) => {
    expect(parse(field(key), text)).toBe(value);
  });

  it("says what it takes", () => {
    expect(rangeOf(field("hiddenLayers"))).toBe("a whole number, 1 to 8");
    expect(rangeOf(field("decay"))).toBe("linear or quadratic");
  });
});

describe("a slider", () => {
  it.each(sliders.map((slider) => [slider.key, slider] as const))(
    "reaches both ends of %s",
    (_, slider) => {
      expect(valueAt(slider, 0)).toBe(slider.min);
      expect(valueAt(slider, SLIDER)).toBe(slider.max);
    },
  );

  it("gives only values that the setting takes, and never falls", () => {
    const position = fc.integer({ min: 0, max: SLIDER });
    fc.assert(
      fc.property(fc.constantFrom(...sliders), position, position, (slider, a, b) => {
        const [low, high] = [valueAt(slider, Math.min(a, b)), valueAt(slider, Math.max(a, b))];
        expect(parse(slider, String(low))).toBe(low);
        expect(low).toBeLessThanOrEqual(high);
      }),
    );
  });

  it("finds its way back from a value to a position of the same value", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sliders),
        fc.integer({ min: 0, max: SLIDER }),
        (slider, position) => {
          const value = valueAt(slider, position);
          expect(valueAt(slider, positionOf(slider, value))).toBeCloseTo(value, 10);
        },
      ),
    );
  });
});
