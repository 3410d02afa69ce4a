import { drawingJson } from "../drawingFile.ts";
import type { Value } from "../fields.ts";
import { jsonOf, objectOf, shown } from "../json.ts";
import { readSettings, SETTINGS_SCHEMA } from "../settingsFile.ts";
import { decode } from "../url.ts";
import { criteriaOf } from "./criteria.ts";
import {
  type Axis,
  type Sampling,
  type Stopping,
  SWEEP_SCHEMA,
  type SweepDesign,
} from "./design.ts";
import { seedsOf } from "./lists.ts";
import { designProblems } from "./problems.ts";
import { fieldsOf } from "./trials.ts";

/** Bytes of a file that is read. */
export const SWEEP_BYTES = 4_000_000;

/** A design as the text of a .json file. */
export function sweepJson({ base, ...design }: SweepDesign): string {
  const { kind, settings } = base;
  const drawn = kind === "toy" &&
    base.drawing && { drawing: JSON.parse(drawingJson(base.drawing)) };
  const { schema, name, ...rest } = design;
  return `${JSON.stringify({ schema, name, base: { kind, settings, ...drawn }, ...rest }, null, 1)}\n`;
}

/**
 * Reads a design that `sweepJson` wrote, or one by hand: its base may also be a lab's address, or only
 * the part after "#", and an axis may go by its key in the address. What is left out is a grid, the
 * base's own seed, no early stopping, and the first criterion.
 *
 * @throws for people, naming the file, where it cannot be read or run
 */
export function readSweep(name: string, text: string): SweepDesign {
  const file = objectOf(name, jsonOf(name, text));
  if (file.schema !== SWEEP_SCHEMA) {
    throw new Error(`${name}: expected the schema "${SWEEP_SCHEMA}", found ${shown(file.schema)}`);
  }
  const known = ["schema", "name", "base", "axes", "sampling", "seeds", "stopping", "criterion"];
  const stray = Object.keys(file).find((key) => !known.includes(key));
  if (stray)
    throw new Error(`${name}: expected ${known.join(", ")}, found "${stray}"; take it out`);
  const base = baseOf(`${name}, base`, file.base);
  const design: SweepDesign = {
    schema: SWEEP_SCHEMA,
    name: file.name === undefined ? name.replace(/\.json$/i, "") : String(file.name),
    base,
    axes: axesOf(`${name}, axes`, file.axes, base.kind),
    sampling: samplingOf(`${name}, sampling`, file.sampling),
    seeds: seedsIn(`${name}, seeds`, file.seeds ?? [base.settings.seed]),
    stopping: stoppingOf(`${name}, stopping`, file.stopping),
    criterion: String(file.criterion ?? criteriaOf(base.kind)[0]!.name),
  };
  const [problem] = designProblems(design);
  if (problem) throw new Error(`${name}: ${problem}`);
  return design;
}

/** A run's settings: as in their own file, whose schema may be left out, or an address. */
function baseOf(name: string, value: unknown): SweepDesign["base"] {
  if (typeof value === "string") return linked(name, value);
  const text = JSON.stringify({ schema: SETTINGS_SCHEMA, ...objectOf(name, value) });
  const run = readSettings(name, text);
  if (run.kind === "features") return run;
  const { painted, ...base } = run;
  if (!painted) return base;
  throw new Error(
    `${name}: a sweep's runs are measured on the built-in OOD sets; take its painted points out`,
  );
}

/** The settings that an address says. */
function linked(name: string, address: string): SweepDesign["base"] {
  const { place, enclosed, notices } = decode(address.slice(address.indexOf("#") + 1));
  if (notices[0]) throw new Error(`${name}: ${notices[0]}`);
  if (place.tab === "features") return { kind: "features", settings: place.features };
  if (place.toy.data === "drawn" && !enclosed.drawing) {
    throw new Error(
      `${name}: its data are drawn, but the address encloses no drawing; copy it anew`,
    );
  }
  return { kind: "toy", settings: place.toy, drawing: enclosed.drawing };
}

function axesOf(name: string, value: unknown, kind: SweepDesign["base"]["kind"]): Axis[] {
  if (!Array.isArray(value)) {
    throw new Error(`${name}: expected a list of settings to vary, found ${shown(value)}`);
  }
  const fields = fieldsOf(kind);
  return value.map((one: unknown, i): Axis => {
    const own = `${name}[${i}]`;
    const axis = objectOf(own, one);
    const keyOf = (given: string) =>
      (fields.find(({ key }) => key === given) ?? fields.find(({ url }) => url === given))?.key ??
      given;
    const keys = {
      key: keyOf(String(axis.key)),
      ...(axis.also !== undefined && { also: textsIn(`${own}.also`, axis.also).map(keyOf) }),
    };
    if (Array.isArray(axis.values)) {
      const stray = axis.values.find((item) => !["number", "string"].includes(typeof item));
      if (stray === undefined) return { ...keys, values: axis.values as Value[] };
      throw new Error(`${own}: expected numbers or words, found ${shown(stray)}`);
    }
    const { from, to, scale = "linear" } = axis;
    if (typeof from !== "number" || typeof to !== "number") {
      const found = `${shown(from)} and ${shown(to)}`;
      throw new Error(`${own}: expected values, or from and to as numbers, found ${found}`);
    }
    return { ...keys, from, to, scale: oneOf(`${own}.scale`, ["linear", "log"] as const, scale) };
  });
}

function textsIn(name: string, value: unknown): string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  throw new Error(`${name}: expected a list of settings' keys, found ${shown(value)}`);
}

function samplingOf(name: string, value: unknown = { by: "grid" }): Sampling {
  const sampling = objectOf(name, value);
  const by = oneOf(`${name}.by`, ["grid", "random", "latin"] as const, sampling.by);
  if (by === "grid") return { by };
  const { points, seed = 1 } = sampling;
  return { by, points: whole(`${name}.points`, points), seed: whole(`${name}.seed`, seed) };
}

function stoppingOf(name: string, value: unknown = { rule: "none" }): Stopping {
  const stopping = objectOf(name, value);
  const rule = oneOf(`${name}.rule`, ["none", "halving"] as const, stopping.rule);
  if (rule === "none") return { rule };
  const { eta = 3, rungs = 3 } = stopping;
  return { rule, eta: whole(`${name}.eta`, eta), rungs: whole(`${name}.rungs`, rungs) };
}

function seedsIn(name: string, value: unknown): number[] {
  if (typeof value === "string") return seedsOf(value);
  if (Array.isArray(value)) return value.map((seed, i) => whole(`${name}[${i}]`, seed));
  throw new Error(`${name}: expected a list such as [1, 2, 3] or "1-3", found ${shown(value)}`);
}

function whole(name: string, value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32) {
    return value as number;
  }
  throw new Error(`${name}: expected a whole number of 0 to 4294967295, found ${shown(value)}`);
}

function oneOf<Word extends string>(name: string, words: readonly Word[], value: unknown): Word {
  const found = words.find((word) => word === value);
  if (found) return found;
  throw new Error(`${name}: expected ${words.join(" or ")}, found ${shown(value)}`);
}
