import { cellText } from "../chartData.ts";
import type { Value } from "../fields.ts";
import type { Criterion } from "./criteria.ts";
import type { Axis, SweepDesign } from "./design.ts";
import { between } from "./lists.ts";
import { quantile } from "./statistics.ts";
import { fieldsOf } from "./trials.ts";
import { axisLabel, axisText } from "./words.ts";

/** Shades that a criterion's values are drawn in, 0 the best. */
export const SHADES = 9;

/** A scale of a chart of a sweep: a setting that is varied, or what came of it. */
export interface Column {
  /** The setting's key or the criterion's name. */
  key: string;
  label: string;
  /** Where on it a value is, 0..1; what lies beyond its ends is at the end. */
  shareOf: (value: Value) => number;
  /** The value at a share, for people. */
  textAt: (share: number) => string;
  ticks: readonly { share: number; text: string }[];
}

/** The column of a setting: listed values evenly spread, a range by its own scale. */
export function settingColumn(kind: SweepDesign["base"]["kind"], axis: Axis): Column {
  const { key } = axis;
  const text = (value: Value) => axisText(kind, key, value);
  const label = axisLabel(kind, key);
  if ("values" in axis) {
    const field = fieldsOf(kind).find((one) => one.key === key);
    const { values } = axis;
    const order = field?.kind === "choice" ? values : values.toSorted((a, b) => +a - +b);
    const share = (i: number) => (order.length > 1 ? i / (order.length - 1) : 0.5);
    return {
      ...{ key, label },
      shareOf: (value) => share(Math.max(0, order.indexOf(value))),
      textAt: (at) => text(order[Math.round(at * (order.length - 1))]!),
      ticks: order.map((value, i) => ({ share: share(i), text: text(value) })),
    };
  }
  const { from, to, scale } = axis;
  const textAt = (share: number) => shortText(between(from, to, scale, share));
  return {
    ...{ key, label, textAt, ticks: ticksOf(textAt) },
    shareOf: (value) =>
      scale === "log"
        ? Math.log(+value / from) / Math.log(to / from)
        : (+value - from) / (to - from),
  };
}

/**
 * The column of a criterion over the values that were found, the better end up. A few values far worse
 * than most do not stretch it: they are at its end.
 */
export function criterionColumn(criterion: Criterion, values: readonly number[]): Column {
  const { name, label, better } = criterion;
  const order = values.toSorted((a, b) => a - b);
  const [q1, q3] = [quantile(order, 0.25), quantile(order, 0.75)];
  const reach = 3 * (q3 - q1);
  const best = (better === "low" ? order[0] : order.at(-1)) ?? 0;
  const last = (better === "low" ? order.at(-1) : order[0]) ?? best;
  const worst = better === "low" ? Math.min(last, q3 + reach) : Math.max(last, q1 - reach);
  const span = best - worst;
  const digits = digitsOf(criterion, Math.abs(span) / 4);
  const textAt = (share: number) => criterionText(criterion, worst + share * span, digits);
  const beyond = last !== worst;
  const ticks = best === worst ? [{ share: 1, text: textAt(1) }] : ticksOf(textAt);
  const edge = better === "low" ? "≥" : "≤";
  return {
    ...{ key: name, label, textAt },
    shareOf: (value) => (span === 0 ? 1 : Math.min(1, Math.max(0, 1 - (best - +value) / span))),
    ticks: ticks.map((tick) =>
      beyond && tick.share === 0 ? { ...tick, text: `${edge} ${tick.text}` } : tick,
    ),
  };
}

const ticksOf = (textAt: (share: number) => string) =>
  [0, 0.25, 0.5, 0.75, 1].map((share) => ({ share, text: textAt(share) }));

/** A number with three digits. */
const shortText = (value: number) => cellText(Number(value.toPrecision(3)));

/** A value of a criterion in its unit: a share in per cent. */
export const scaled = ({ unit }: Pick<Criterion, "unit">, value: number) =>
  unit === "%" ? 100 * value : value;

const usualDigits = ({ unit }: Pick<Criterion, "unit">) => (unit === "%" ? 1 : 3);

/** A value in its criterion's unit for people, without the unit. */
export function scaledText(
  criterion: Pick<Criterion, "unit">,
  value: number,
  digits = usualDigits(criterion),
): string {
  const far = criterion.unit !== "%" && Math.abs(value) >= 1000;
  return (far ? value.toExponential(2) : value.toFixed(digits)).replace("-", "\u2212");
}

/** Decimals with which values so far apart are told from each other, in the criterion's unit. */
function digitsOf(criterion: Criterion, step: number): number | undefined {
  const needed = step > 0 ? Math.ceil(-Math.log10(scaled(criterion, step))) : 0;
  return needed > usualDigits(criterion) ? Math.min(needed, 8) : undefined;
}

/** A value of a criterion for people, shares in per cent; "failed" of null. */
export function criterionText(criterion: Criterion, value: number | null, digits?: number): string {
  if (value === null) return "failed";
  const text = scaledText(criterion, scaled(criterion, value), digits);
  return criterion.unit === "%" ? `${text} %` : text;
}

/** The shade of a value by its place on the criterion's column, 0 the best; null of a failure. */
export const shadeOf = (column: Column, value: number | null): number | null =>
  value === null ? null : Math.min(SHADES - 1, Math.floor((1 - column.shareOf(value)) * SHADES));
