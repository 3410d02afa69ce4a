import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FEATURE_FIELDS, TOY_FIELDS } from "../../src/lab/settings.ts";
import { type RunSettings, readSettings, settingsJson } from "../../src/lab/settingsFile.ts";
import { withValue } from "../../src/lab/values.ts";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import { anyValue } from "./arbitrary.ts";
import { anyDrawing, drawingOf } from "./drawings.ts";

const schema = "energy-correction-lab/settings@1";
const report = "energy-correction-lab/report@1";
const toy = (settings: object, more: object = {}) =>
  JSON.stringify({ schema, kind: "toy", settings, ...more });

const points = fc
  .array(
    fc.tuple(
      fc.double({ min: -9, max: 9, noNaN: true }),
      fc.double({ min: -9, max: 9, noNaN: true }),
    ),
    { maxLength: 9 },
  )
  .map((pairs) => Float32Array.from(pairs.flat(), (value) => Math.fround(value) + 0));

/** Settings of a kind with any value in one of their fields. */
function anySettings<S extends object>(fields: typeof TOY_FIELDS, start: S): fc.Arbitrary<S> {
  return fc
    .constantFrom(...fields)
    .chain((field) => anyValue(field).map((value) => withValue(start, field.key, value)));
}

describe("a settings file", () => {
  it("brings a run of the 2D lab back, with what was drawn and painted", () => {
    fc.assert(
      fc.property(
        anySettings(TOY_FIELDS, toyDefaults("grid", "all")),
        anyDrawing(),
        fc.option(fc.record({ near: points, mid: points, far: points })),
        (settings, drawing, painted) => {
          fc.pre(drawing.labels.length > 0);
          const run: RunSettings = { kind: "toy", settings, drawing, painted };
          expect(readSettings("a.json", settingsJson(run))).toEqual(run);
        },
      ),
    );
  });

  it("brings a run over features back", () => {
    fc.assert(
      fc.property(anySettings(FEATURE_FIELDS, featureDefaults()), (settings) => {
        const run: RunSettings = { kind: "features", settings };
        expect(readSettings("a.json", settingsJson(run))).toEqual(run);
      }),
    );
  });

  it("leaves what it does not name at the defaults of its data and model", () => {
    expect(readSettings("a.json", toy({ data: "grid", model: "ebm", seed: 7 }))).toEqual({
      kind: "toy",
      settings: { ...toyDefaults("grid", "ebm"), seed: 7 },
      ...{ drawing: null, painted: null },
    });
  });
});

describe("a report", () => {
  const of = (settings: object, dataset = "near") =>
    readSettings("r.json", JSON.stringify({ schema: report, settings, results: [{ dataset }] }));

  it("is read for its settings", () => {
    const settings = { ...toyDefaults("moons", "correction"), seed: 3 };
    expect(of(settings)).toMatchObject({ kind: "toy", settings });
    const auto = { ...featureDefaults(), network: "4x256" } as const;
    expect(of({ ...auto, networkChoice: "auto" })).toEqual({ kind: "features", settings: auto });
  });

  it("is refused where it does not hold the points that it is of", () => {
    expect(() => of(toyDefaults("drawn", "correction"))).toThrow("r.json: its data were drawn");
    expect(() => of(toyDefaults("cross", "ebm"), "painted near")).toThrow("points were painted");
  });
});

describe("a file that is refused", () => {
  it.each([
    ["{", "a.json: expected JSON, found a fault: "],
    ["[]", "a.json: expected an object, found []"],
    ['{"schema":"x"}', `a.json: expected the schema "${schema}" or "${report}", found "x"`],
    [JSON.stringify({ schema }), 'a.json: expected the kind "toy" or "features", found nothing'],
    [toy({ widht: 3 }), "a.json: widht: no setting has this name; take it out"],
    [toy({ shape: { size: 3 } }), "a.json: shape.size: no setting has this name"],
    [toy({ shape: 3 }), "a.json: shape: no setting has this name"],
    [toy({ steps: 0 }), "a.json: steps: expected a whole number, 1 to 500, found 0"],
    [toy({ steps: 2.5 }), "a.json: steps: expected a whole number, 1 to 500, found 2.5"],
    [toy({ steps: "20" }), 'a.json: steps: expected a whole number, 1 to 500, found "20"'],
    [toy({ l2: null }), "a.json: l2: expected 0 to 1000, found null"],
    [toy({ data: "circle" }), "a.json: data: expected cross or grid or gaussians or moons"],
    [toy({ data: "drawn" }), "a.json: its data are drawn, but it has no drawing"],
    [toy({}, { drawing: 3 }), "a.json, drawing: expected"],
    [toy({}, { painted: { nah: [] } }), 'a.json, painted: expected near, mid, far, found "nah"'],
    [
      toy({}, { painted: { far: [[1, 2], [1]] } }),
      "a.json, painted.far: expected [x, y], found [1] at point 2",
    ],
  ])("%s", (text, message) => {
    expect(() => readSettings("a.json", text)).toThrow(message);
  });

  it("holds a drawing with coordinates that are numbers", () => {
    const { points, labels } = drawingOf([1, 2, 0]);
    const run: RunSettings = {
      ...{ kind: "toy", settings: toyDefaults("drawn", "ebm"), painted: null },
      drawing: { points, labels },
    };
    const text = settingsJson(run).replace(/(\[\s*)1,/, "$1null,");
    expect(() => readSettings("a.json", text)).toThrow("a.json, drawing: expected a number");
  });
});
