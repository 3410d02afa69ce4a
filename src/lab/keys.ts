import type { MapPoint } from "../../workers/protocol/look.ts";
import { INSTRUMENT_KEYS } from "./instrumentKeys.ts";
import { choiceOf, domain, type Key, key, namesOf, part } from "./key.ts";
import { BENCHMARKS } from "./paperTables.ts";
import {
  INSTRUMENTS,
  LAYERS,
  type LayerName,
  MAPS,
  type MapName,
  MOTION_SCENES,
  type MotionScene,
  type Place,
  RUN_VIEWS,
  TABS,
} from "./place.ts";
import { CONVENTIONS, gammaStep, type ResultsView } from "./results.ts";
import { COMPARED } from "./runs/record.ts";
import { SECTIONS, type Section } from "./sections.ts";
import { TOY_FIELDS } from "./settings.ts";
import { TABLE_FORMS } from "./table.ts";
import { type Domain, parse, rangeOf } from "./values.ts";

function choice<Name extends "tab" | "backend" | "ood" | "instrument" | "view">(
  url: string,
  name: Name,
  options: readonly Place[Name][],
): Key {
  const own = choiceOf(url, options);
  return key([url, rangeOf(own)], part(name), [...domain<Place[Name]>(own)]);
}

function view<Name extends "table" | "paper" | "fpr">(name: Name, options: readonly string[]): Key {
  const own = choiceOf(name, options);
  return key<ResultsView[Name]>(
    [name, rangeOf(own)],
    [
      ({ results }) => results[name],
      (place, value) => ({ ...place, results: { ...place.results, [name]: value } }),
    ],
    [...domain<ResultsView[Name]>(own)],
  );
}

const GAMMA: Domain = { kind: "number", url: "gamma", min: 0, max: 100 };

/** Whether a coordinate may lie on a map of any data. */
const onMap = (value: number) => Math.abs(value) <= 100;

function pointOf(text: string): MapPoint | null {
  const point = text.split(",").map((number) => (number.trim() === "" ? Number.NaN : +number));
  return point.length === 2 && point.every(onMap) ? (point as MapPoint) : null;
}

/** The steps that a chain of the run may have. */
const STEPS = TOY_FIELDS.find(({ key }) => key === "steps")!;

/** A scene by its name, "step" for the first Langevin step, or by that step's number. */
function sceneOf(text: string): MotionScene | null {
  const named = MOTION_SCENES.find((name) => name === text);
  if (named) return named;
  if (text === "step") return 1;
  return parse(STEPS, text) as number | null;
}

const RESULTS: Key[] = [
  view("table", Object.keys(TABLE_FORMS)),
  view("paper", ["off", ...Object.keys(BENCHMARKS)]),
  view("fpr", Object.keys(CONVENTIONS)),
  key(
    ["gamma", rangeOf(GAMMA)],
    [
      ({ results }) => results.gamma,
      (place, gamma) => ({ ...place, results: { ...place.results, gamma: gammaStep(gamma) } }),
    ],
    [...domain<number>(GAMMA)],
  ),
];

const FLAG: [read: (text: string) => boolean | null, write: (on: boolean) => string] = [
  (text) => (/^[01]$/.test(text) ? text === "1" : null),
  (on) => (on ? "1" : "0"),
];

/** Ids of kept runs or sweeps; they mean something in the browser that keeps them. */
const ID = /^[a-z0-9]{10}$/;

function idsOf(text: string, most: number): string[] | null {
  const ids = text.split(",");
  return ids.length <= most && ids.every((id) => ID.test(id)) ? ids : null;
}

/** Where the reader is: written first, and always. */
export const TAB: Key = choice("tab", "tab", TABS);

/** What the Learn tab has open: a chapter's other keys go over the state that it names. */
export const CHAPTER: Key = {
  ...{ url: "chapter", expected: "a chapter's name, such as failure", initial: "" },
  read: (text, place) => (/^[a-z0-9-]{1,60}$/.test(text) ? { ...place, chapter: text } : null),
  write: ({ tab, chapter }) => (tab === "learn" && chapter) || "",
};

/** All that the address holds beside the settings, in its order. */
export const KEYS: readonly Key[] = [
  ...RESULTS,
  choice("ood", "ood", ["near", "mid", "far"]),
  choice("show", "instrument", [...INSTRUMENTS, "none"]),
  key<readonly MapName[]>(["maps", `some of ${MAPS.join(",")}`], part("maps"), [
    (text) => (text === "none" ? null : namesOf(MAPS, text)),
    (maps) => maps.join(","),
  ]),
  key<MotionScene>(
    ["scene", `${MOTION_SCENES.join(", ")}, step or ${rangeOf(STEPS)}`],
    part("scene"),
    [sceneOf, String],
  ),
  key<readonly LayerName[]>(["overlay", `none, or some of ${LAYERS.join(",")}`], part("layers"), [
    (text) => namesOf(LAYERS, text),
    (layers) => layers.join(",") || "none",
  ]),
  {
    ...{ url: "probe", expected: "two numbers such as 1.2,-0.5, or none", initial: "" },
    read: (text, place) => {
      const probe = pointOf(text);
      return probe || text === "none" ? { ...place, probe } : null;
    },
    write: ({ probe }) => probe?.join(",") ?? "none",
  },
  ...INSTRUMENT_KEYS,
  choice("view", "view", RUN_VIEWS),
  key<readonly string[]>(["compare", `none, or at most ${COMPARED} runs' ids`], part("compared"), [
    (text) => (text === "none" ? [] : idsOf(text, COMPARED)),
    (ids) => ids.join(",") || "none",
  ]),
  {
    ...{ url: "sweep", expected: "new, or a sweep's id", initial: "new" },
    read: (text, place) => {
      const id = idsOf(text, 1)?.[0] ?? null;
      return id || text === "new" ? { ...place, sweep: id } : null;
    },
    write: ({ sweep }) => sweep ?? "new",
  },
  choice("backend", "backend", ["auto", "webgpu", "cpu"]),
  key<boolean>(["autorun", "0 or 1"], part("autorun"), FLAG),
  key<boolean>(["embed", "0 or 1"], part("embed"), FLAG),
  key<readonly Section[]>(["hide", `none, or some of ${SECTIONS.join(",")}`], part("hidden"), [
    (text) => namesOf(SECTIONS, text),
    (sections) => sections.join(",") || "none",
  ]),
  key<boolean>(["type", "normal or large"], part("large"), [
    (text) => (/^(normal|large)$/.test(text) ? text === "large" : null),
    (large) => (large ? "large" : "normal"),
  ]),
];
