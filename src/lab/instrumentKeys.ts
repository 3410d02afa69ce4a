import type { PlaneChoice, SliceChoice } from "../../workers/protocol/slice.ts";
import { METHODS, type Method } from "../detection/methods.ts";
import { PRINCIPAL_AXES } from "../model/slice.ts";
import { type ChainsWish, COUNT, SAMPLER, START, STEPS } from "./chainsWish.ts";
import { choiceOf, domain, type Key, key } from "./key.ts";
import type { Place } from "./place.ts";
import { type Domain, parse, rangeOf } from "./values.ts";

/** A part that may be left to the lab, as the word `left` says. */
function optional<T extends string | number>(
  [url, expected, left]: [url: string, expected: string, left: string],
  [get, set]: [get: (place: Place) => T | null, set: (place: Place, value: T | null) => Place],
  read: (text: string) => T | null,
): Key {
  return {
    ...{ url, expected: `${left} or ${expected}`, initial: left },
    read(text, place) {
      const value = read(text);
      return value !== null || text === left ? set(place, value) : null;
    },
    write: (place) => String(get(place) ?? left),
  };
}

/** A wish of the chains. */
function wish<Name extends keyof ChainsWish>(name: Name, of: Domain): Key {
  const number = name === "chains" || of.kind !== "choice";
  return optional<NonNullable<ChainsWish[Name]>>(
    [of.url, rangeOf(of), "training"],
    [
      ({ chains }) => chains[name],
      (place, value) => ({ ...place, chains: { ...place.chains, [name]: value } }),
    ],
    (text) => {
      const value = parse(of, text);
      return (value !== null && number ? Number(value) : value) as ChainsWish[Name];
    },
  );
}

function slice<Name extends keyof SliceChoice>(
  url: string,
  name: Name,
  expected: string,
  texts: readonly [
    read: (text: string) => SliceChoice[Name] | null,
    write: (value: SliceChoice[Name]) => string,
  ],
): Key {
  return key<SliceChoice[Name]>(
    [url, expected],
    [
      (place: Place) => place.slice[name],
      (place: Place, value) => ({ ...place, slice: { ...place.slice, [name]: value } }),
    ],
    [...texts],
  );
}

/** A number counted from 1 in an address, from 0 in the lab; null where it is none up to `most`. */
function ordinal(text: string | undefined, most: number): number | null {
  return text && /^\d{1,9}$/.test(text) && +text >= 1 && +text <= most ? +text - 1 : null;
}

/** Classes and rows that an address may name; files that have fewer take their last. */
const CLASSES = 100_000;
const ROWS = 100_000_000;

/** "principal,means,1,2", "means,1,2,3", or "line,nearest,lowest,svhn" with a class and a row for words. */
function planeOf(text: string): PlaneChoice | null {
  const [by, ...parts] = text.split(",");
  if (by === "principal") {
    const [of, ...numbers] = parts;
    const axes = numbers.map((axis) => ordinal(axis, PRINCIPAL_AXES));
    const [across, up] = axes;
    const other = axes.length === 2 && across !== up;
    const known = of === "means" || of === "features";
    if (!known || !other || across == null || up == null) return null;
    return { by, of, axes: [across, up] };
  }
  if (by === "means") {
    const classes = parts.flatMap((name) => ordinal(name, CLASSES) ?? []);
    if (parts.length !== 3 || new Set(classes).size !== 3) return null;
    return { by, classes: classes as [number, number, number] };
  }
  const [from, row, ...words] = parts;
  const dataset = words.join(",");
  const start = ordinal(from, CLASSES);
  const end = ordinal(row, ROWS);
  const said = (from === "nearest" || start !== null) && (row === "lowest" || end !== null);
  return by === "line" && said && dataset ? { by, from: start, dataset, row: end } : null;
}

function planeText(plane: PlaneChoice): string {
  const oneUp = (numbers: readonly number[]) => numbers.map((number) => number + 1);
  if (plane.by === "principal") return ["principal", plane.of, ...oneUp(plane.axes)].join(",");
  if (plane.by === "means") return ["means", ...oneUp(plane.classes)].join(",");
  const { from, row, dataset } = plane;
  return ["line", from === null ? "nearest" : from + 1, row === null ? "lowest" : row + 1, dataset]
    .map(String)
    .join(",");
}

const NEAREST: Domain = { kind: "integer", url: "slice.nearest", min: 1, max: 100 };
const SURFACES = choiceOf("slice.cells", ["sphere", "plane"]);
const ENERGIES = choiceOf("slice.energy", ["correction", "ebm"]);
const MODELS = choiceOf("chains.model", ["mixture", "ebm", "correction"]);

/** What the instruments of both tabs show: the chains beside the run; the table's cell, the slice. */
export const INSTRUMENT_KEYS: readonly Key[] = [
  wish("model", MODELS),
  wish("start", START),
  wish("sampler", SAMPLER),
  wish("steps", STEPS),
  wish("chains", COUNT),
  optional<Method>(
    ["method", METHODS.join(" or "), "auto"],
    [
      ({ chosen }) => chosen.method,
      (place, method) => ({ ...place, chosen: { ...place.chosen, method } }),
    ],
    (text) => METHODS.find((method) => method === text) ?? null,
  ),
  optional<string>(
    ["column", "the name of a set", "auto"],
    [
      ({ chosen }) => chosen.column,
      (place, column) => ({ ...place, chosen: { ...place.chosen, column } }),
    ],
    (text) => (text === "auto" ? null : text || null),
  ),
  slice("slice", "plane", "a plane such as principal,means,1,2", [planeOf, planeText]),
  slice("slice.cells", "surface", rangeOf(SURFACES), [...domain<SliceChoice["surface"]>(SURFACES)]),
  slice("slice.energy", "energy", rangeOf(ENERGIES), [...domain<SliceChoice["energy"]>(ENERGIES)]),
  slice("slice.nearest", "nearest", `${rangeOf(NEAREST)} (%)`, [
    (text) => {
      const percent = parse(NEAREST, text);
      return percent === null ? null : Number(percent) / 100;
    },
    (share) => String(Math.round(100 * share)),
  ]),
];
