import type { Value } from "../fields.ts";
import { labelOf, settingsTitle, valueText } from "../runs/title.ts";
import type { SweepDesign } from "./design.ts";
import { goingOn, rungsOf } from "./schedule.ts";
import { countOfPoints, fieldsOf, trialsOf } from "./trials.ts";

const counted = (count: number, noun: string) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** How many runs a design has: "36 points x 5 seeds = 180 runs". */
export function sizeText(design: SweepDesign): string {
  const points = countOfPoints(design);
  const seeds = design.seeds.length;
  const product = `${counted(points, "point")} × ${counted(seeds, "seed")}`;
  return `${product} = ${counted(points * seeds, "run")}`;
}

/**
 * What successive halving does of this sweep: "36 points x 5 seeds train to update 89; the best 12 go on
 * to 267, the best 4 to 800".
 *
 * @returns null without such a rule
 */
export function stoppingText(design: SweepDesign): string | null {
  const { stopping, seeds, axes } = design;
  const [first] = trialsOf(design);
  if (stopping.rule === "none" || !first) return null;
  const varied = axes.some(({ key }) => key === "updates");
  const { eta, rungs } = stopping;
  const ends = rungsOf(first, stopping).map((end, rung) => {
    if (!varied) return `${rung === 0 ? "update " : ""}${end.toLocaleString("en")}`;
    return rung === rungs - 1 ? "their end" : `1/${eta ** (rungs - 1 - rung)} of their updates`;
  });
  let points = countOfPoints(design);
  const begin = `${counted(points, "point")} × ${counted(seeds.length, "seed")} train to ${ends[0]}`;
  const steps = ends.slice(1).map((end, i) => {
    points = goingOn(points, eta);
    return `${i === 0 ? "the best " : ""}${points} ${points === 1 ? "goes" : "go"} on to ${end}`;
  });
  return `${begin}; ${steps.join("; ")}.`;
}

const fieldOf = (kind: SweepDesign["base"]["kind"], key: string) =>
  fieldsOf(kind).find((field) => field.key === key);

/** A value of an axis as the settings show it: a choice by its label. */
export function axisText(kind: SweepDesign["base"]["kind"], key: string, value: Value): string {
  const field = fieldOf(kind, key);
  return field ? valueText(field, value) : String(value);
}

/** What an axis is called: the label, with the energy's name where there are two. */
export function axisLabel(kind: SweepDesign["base"]["kind"], key: string): string {
  const field = fieldOf(kind, key);
  return field ? labelOf(field) : key;
}

/** The values of a point: "Steps 20 · Step size, first 0.01". */
export function pointText(
  kind: SweepDesign["base"]["kind"],
  values: Readonly<Record<string, Value>>,
): string {
  return Object.entries(values)
    .map(([key, value]) => `${axisLabel(kind, key)} ${axisText(kind, key, value)}`)
    .join(" · ");
}

/**
 * What all runs of a sweep have in common, in a few words.
 *
 * @param varied the keys of settings that are varied, and so are not said
 */
export function baseText(base: SweepDesign["base"], varied: readonly string[]): string {
  const { settings } = base;
  const length =
    "updates" in settings
      ? `${settings.updates.toLocaleString("en")} updates`
      : `${settings.correction.epochs} epochs of the correction`;
  const own = "updates" in settings ? "updates" : "correction.epochs";
  const title = settingsTitle(base, false, [own, ...varied]);
  return varied.includes(own) ? title : `${title}; ${length}`;
}

/** What a sweep is called: the reader's name for it, or what it varies. */
export function sweepTitle({ name, base, axes }: SweepDesign): string {
  if (name) return name;
  const varied = axes.map(({ key }) => axisLabel(base.kind, key));
  const last = varied.length > 2 ? `${varied.length - 1} more` : varied[1];
  return [varied[0], last].filter(Boolean).join(" and ");
}

/** The command that runs a sweep's file without a browser. */
export const headlessCommand = (file: string): string =>
  `npm run lab:run -- --sweep ${file} --out ${file.replace(/\.json$/, "")}.jsonl`;
