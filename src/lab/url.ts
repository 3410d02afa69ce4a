import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { MapPoint } from "../../workers/protocol/look.ts";
import { featureDefaults, toyDefaults } from "../model/defaults.ts";
import type { FeatureSettings, OodGroup, ToyData, ToyModel, ToySettings } from "../model/recipe.ts";
import type { Field, Value } from "./fields.ts";
import { BENCHMARKS, type Benchmark } from "./paperTables.ts";
import {
  CONVENTIONS,
  type Convention,
  DEFAULT_VIEW,
  gammaStep,
  type ResultsView,
} from "./results.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "./settings.ts";
import { TABLE_FORMS, type TableForm } from "./table.ts";
import { changed, type Domain, parse, rangeOf, read, withValue } from "./values.ts";

export type Tab = "lab" | "features";

/** What the 2D lab shows beneath its maps. */
export const INSTRUMENTS = ["detection", "fit", "chains"] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

/** Everything the address holds. */
export interface Place {
  tab: Tab;
  /** Start a new run and train it whenever the address is opened or edited, on the 2D lab's tab. */
  autorun: boolean;
  backend: BackendChoice;
  /** The OOD set whose ROC curves the 2D lab shows. */
  ood: OodGroup;
  instrument: Instrument;
  /** Where the 2D lab's probe is pinned. */
  probe: MapPoint | null;
  toy: ToySettings;
  features: FeatureSettings;
  results: ResultsView;
}

/** A choice of the address that is no setting of a run. */
const place = (key: string, ...values: string[]): Domain => ({
  kind: "choice",
  url: key,
  options: values.map((value) => ({ value, label: value })),
});

const TAB = place("tab", "lab", "features");
const BACKEND = place("backend", "auto", "webgpu", "cpu");
const OOD = place("ood", "near", "mid", "far");
const SHOW = place("show", ...INSTRUMENTS);
const AUTORUN = place("autorun", "0", "1");
const TABLE = place("table", ...Object.keys(TABLE_FORMS));
const PAPER = place("paper", "off", ...Object.keys(BENCHMARKS));
const FPR = place("fpr", ...Object.keys(CONVENTIONS));
const GAMMA: Domain = { kind: "number", url: "gamma", min: 0, max: 100 };
const VIEW = { table: TABLE, paper: PAPER, fpr: FPR, gamma: GAMMA };

/** Whether a coordinate may lie on a map of any data. */
const onMap = (value: number) => Math.abs(value) <= 100;

/** Written even where they equal the defaults, so that a link says what it shows. */
const ALWAYS = ["data", "model", "seed"];

/** The hash of a place, without the "#": plain keys, and only what differs from the defaults. */
export function encode(where: Place): string {
  const pairs: [string, Value][] = [["tab", where.tab]];
  const defaults = toyDefaults(where.toy.data, where.toy.model);
  const differs = new Set(changed(TOY_FIELDS, where.toy, defaults));
  for (const field of TOY_FIELDS) {
    if (differs.has(field) || ALWAYS.includes(field.key)) {
      pairs.push([field.url, read(where.toy, field.key)]);
    }
  }
  for (const field of changed(FEATURE_FIELDS, where.features, featureDefaults())) {
    pairs.push([field.url, read(where.features, field.key)]);
  }
  for (const key of Object.keys(VIEW) as (keyof ResultsView)[]) {
    const value = where.results[key];
    if (value !== DEFAULT_VIEW[key]) pairs.push([VIEW[key].url, value]);
  }
  if (where.ood !== "near") pairs.push(["ood", where.ood]);
  if (where.instrument !== "detection") pairs.push(["show", where.instrument]);
  if (where.probe) pairs.push(["probe", where.probe.join(",")]);
  if (where.backend !== "auto") pairs.push(["backend", where.backend]);
  if (where.autorun) pairs.push(["autorun", "1"]);
  const written = (value: Value) => encodeURIComponent(value).replaceAll("%2C", ",");
  return pairs.map(([key, value]) => `${key}=${written(value)}`).join("&");
}

/** The values of a hash by their keys, and what is wrong with its form. */
function readPairs(hash: string) {
  const given = new Map<string, string>();
  const notices = new Set<string>();
  for (const pair of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [key = "", ...rest] = pair.split("=");
    const value = rest.join("=");
    try {
      const name = decodeURIComponent(key);
      if (given.has(name))
        notices.add(`${name}: expected once, found several times; the last is used`);
      given.set(name, decodeURIComponent(value));
    } catch {
      notices.add(`${key}: expected percent-encoded text, found "${value}"; it is left out`);
    }
  }
  return { given, notices: [...notices] };
}

/** The place a hash means; what it gets wrong is left at its default and told in `notices`. */
export function decode(hash: string): { place: Place; notices: string[] } {
  const { given, notices } = readPairs(hash);

  const take = (field: Domain, fallback: Value): Value => {
    const text = given.get(field.url);
    given.delete(field.url);
    if (text === undefined) return fallback;
    const value = parse(field, text);
    if (value !== null) return value;
    const expected = `expected ${rangeOf(field)}, found "${text}"`;
    notices.push(`${field.url}: ${expected}; the default ${fallback} is used`);
    return fallback;
  };
  const takePoint = (key: string): MapPoint | null => {
    const text = given.get(key);
    given.delete(key);
    const point = text?.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    if (point === undefined || (point.length === 2 && point.every(onMap))) {
      return (point as MapPoint) ?? null;
    }
    notices.push(`${key}: expected two numbers such as 1.2,-0.5, found "${text}"; it is left out`);
    return null;
  };
  const takeAll = <S extends object>(fields: Field[], settings: S): S =>
    fields.reduce((result, field) => {
      const value = take(field, read(settings, field.key));
      return withValue(result, field.key, value);
    }, settings);

  const [data, model] = ["data", "model"].map((key) => TOY_FIELDS.find((f) => f.key === key)!);
  const toy = toyDefaults(take(data!, "cross") as ToyData, take(model!, "correction") as ToyModel);
  const decoded: Place = {
    tab: take(TAB, "lab") as Tab,
    autorun: take(AUTORUN, "0") === "1",
    backend: take(BACKEND, "auto") as BackendChoice,
    ood: take(OOD, "near") as OodGroup,
    instrument: take(SHOW, "detection") as Instrument,
    probe: takePoint("probe"),
    toy: takeAll(TOY_FIELDS, toy),
    features: takeAll(FEATURE_FIELDS, featureDefaults()),
    results: {
      table: take(TABLE, DEFAULT_VIEW.table) as TableForm,
      paper: take(PAPER, DEFAULT_VIEW.paper) as "off" | Benchmark,
      fpr: take(FPR, DEFAULT_VIEW.fpr) as Convention,
      gamma: gammaStep(take(GAMMA, DEFAULT_VIEW.gamma) as number),
    },
  };
  for (const key of given.keys()) {
    notices.push(`${key}: no setting has this name; it is left out`);
  }
  return { place: decoded, notices };
}
