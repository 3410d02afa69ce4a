import { featureDefaults, toyDefaults } from "../model/defaults.ts";
import {
  type Drawing,
  type FeatureSettings,
  OOD_GROUPS,
  type ToyData,
  type ToyModel,
  type ToySettings,
} from "../model/recipe.ts";
import { drawingJson, readDrawing } from "./drawingFile.ts";
import type { Field } from "./fields.ts";
import { isObject, jsonOf, objectOf, shown } from "./json.ts";
import { PAINTED_LIMIT, type PaintedSets } from "./painting.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "./settings.ts";
import { parse, rangeOf, withValue } from "./values.ts";

export const SETTINGS_SCHEMA = "energy-correction-lab/settings@1";
const REPORT_SCHEMA = "energy-correction-lab/report@1";

/** What a run is made of; features come as files of their own. */
export type RunSettings =
  | {
      kind: "toy";
      settings: ToySettings;
      /** What the reader drew, where that is the data. */
      drawing: Drawing | null;
      /** The OOD points that detection is measured on; null for the built-in sets. */
      painted: PaintedSets | null;
    }
  | { kind: "features"; settings: FeatureSettings };

/** A run's settings as the text of a .json file. */
export function settingsJson(run: RunSettings): string {
  const { kind, settings } = run;
  const file = { schema: SETTINGS_SCHEMA, kind, settings };
  if (run.kind === "features") return JSON.stringify(file, null, 1);
  const drawing = run.drawing && JSON.parse(drawingJson(run.drawing));
  const painted =
    run.painted &&
    Object.fromEntries(OOD_GROUPS.map((group) => [group, pairsOf(run.painted![group])]));
  return JSON.stringify({ ...file, drawing, painted }, null, 1);
}

/**
 * Reads settings that `settingsJson` wrote, or the settings of a report; what they leave out is at its
 * default.
 *
 * @throws for people, naming the file and the setting
 */
export function readSettings(name: string, text: string): RunSettings {
  const { schema, kind, settings, drawing, painted, results } = objectOf(name, jsonOf(name, text));
  if (schema === REPORT_SCHEMA) return ofReport(name, objectOf(name, settings), results);
  if (schema !== SETTINGS_SCHEMA) {
    throw new Error(
      `${name}: expected the schema "${SETTINGS_SCHEMA}" or "${REPORT_SCHEMA}", found ${shown(schema)}`,
    );
  }
  if (kind === "features") return { kind, settings: featureSettings(name, settings) };
  if (kind !== "toy") {
    throw new Error(`${name}: expected the kind "toy" or "features", found ${shown(kind)}`);
  }
  const toy = toySettings(name, settings);
  if (toy.data === "drawn" && !drawing) {
    throw new Error(`${name}: its data are drawn, but it has no drawing; save its settings anew`);
  }
  return {
    ...{ kind, settings: toy },
    drawing: drawing ? readDrawing(`${name}, drawing`, JSON.stringify(drawing)) : null,
    painted: painted ? paintedOf(`${name}, painted`, painted) : null,
  };
}

/** @throws for people, where a setting of the 2D lab is unknown or out of its range */
export function toySettings(name: string, value: unknown): ToySettings {
  const given = objectOf(name, value);
  const { data, model } = filled(name, TOY_FIELDS, toyDefaults("cross", "correction"), {
    ...("data" in given && { data: given.data }),
    ...("model" in given && { model: given.model }),
  });
  const defaults = toyDefaults(data as ToyData, model as ToyModel);
  return filled(name, TOY_FIELDS, defaults, given);
}

/** @throws for people, where a setting of the Features tab is unknown or out of its range */
export const featureSettings = (name: string, value: unknown): FeatureSettings =>
  filled(name, FEATURE_FIELDS, featureDefaults(), objectOf(name, value));

/** The defaults with the given values in their places. */
function filled<S extends object>(name: string, fields: Field[], defaults: S, given: object): S {
  return leavesOf(given).reduce((settings, [key, value]) => {
    const field = fields.find((other) => other.key === key);
    if (!field) throw new Error(`${name}: ${key}: no setting has this name; take it out`);
    const type = field.kind === "choice" ? "string" : "number";
    const taken = typeof value === type ? parse(field, String(value)) : null;
    if (taken !== null) return withValue(settings, key, taken);
    throw new Error(`${name}: ${key}: expected ${rangeOf(field)}, found ${shown(value)}`);
  }, defaults);
}

/** The values of an object within objects, each with its path. */
function leavesOf(value: object, prefix = ""): [key: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) ? leavesOf(inner, `${prefix}${key}.`) : [[prefix + key, inner]],
  );
}

function ofReport(name: string, settings: Record<string, unknown>, results: unknown): RunSettings {
  if (!("data" in settings)) {
    // The network that "auto" came to is what the report is of.
    const { networkChoice: _, ...own } = settings;
    return { kind: "features", settings: featureSettings(name, own) };
  }
  const toy = toySettings(name, settings);
  const sets = Array.isArray(results) ? results.map((row) => String(row?.dataset)) : [];
  const painted = sets.some((set) => set.startsWith("painted "));
  if (painted || toy.data === "drawn") {
    throw new Error(
      `${name}: its ${painted ? "OOD points were painted" : "data were drawn"}, and a report does ` +
        "not hold them; give the run's settings file",
    );
  }
  return { kind: "toy", settings: toy, drawing: null, painted: null };
}

function paintedOf(name: string, value: unknown): PaintedSets {
  const sets = objectOf(name, value);
  const stray = Object.keys(sets).find((key) => !OOD_GROUPS.some((group) => group === key));
  if (stray) throw new Error(`${name}: expected ${OOD_GROUPS.join(", ")}, found ${shown(stray)}`);
  const entries = OOD_GROUPS.map((group) => [group, pointsOf(`${name}.${group}`, sets[group])]);
  return Object.fromEntries(entries);
}

function pointsOf(name: string, value: unknown = []): Float32Array {
  if (!Array.isArray(value) || value.length > PAINTED_LIMIT) {
    const found = Array.isArray(value) ? value.length : shown(value);
    throw new Error(`${name}: expected at most ${PAINTED_LIMIT} points, found ${found}`);
  }
  const coordinates = value.flatMap((pair: unknown, i) => {
    const [x, y] = Array.isArray(pair) ? pair : [];
    if (Number.isFinite(x) && Number.isFinite(y)) return [x, y];
    throw new Error(`${name}: expected [x, y], found ${shown(pair)} at point ${i + 1}`);
  });
  return Float32Array.from(coordinates);
}

const pairsOf = (points: Float32Array) =>
  Array.from({ length: points.length / 2 }, (_, i) => [points[2 * i], points[2 * i + 1]]);
