import type { Field, NumberField, Value } from "../fields.ts";
import { parse, rangeOf } from "../values.ts";

/** Seeds of a list are at most so many. */
const MOST_SEEDS = 1000;
const LARGEST_SEED = 2 ** 32 - 1;

const partsOf = (text: string) => text.split(/[\s,;]+/).filter(Boolean);

/**
 * The values of a list such as "5, 10, 20".
 *
 * @throws for people, where the setting does not take one of them
 */
export function valuesOf(field: Field, text: string): Value[] {
  return partsOf(text).map((part) => {
    const value = parse(field, part);
    if (value !== null) return value;
    throw new Error(`${field.label}: expected ${rangeOf(field)}, found "${part}"`);
  });
}

/**
 * The seeds of a list such as "1-5, 9".
 *
 * @throws for people, where a part is none
 */
export function seedsOf(text: string): number[] {
  return partsOf(text).flatMap((part) => {
    const [, first, last = first] = /^(\d+)(?:[-–](\d+))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (from > to)
      throw new Error(`seeds: give the smaller one first, ${to}-${from}; found "${part}"`);
    if (!(from <= to && to <= LARGEST_SEED)) {
      throw new Error(
        `seeds: expected whole numbers of 0 to ${LARGEST_SEED} such as "1-5, 9", found "${part}"`,
      );
    }
    if (to - from >= MOST_SEEDS) {
      throw new Error(`seeds: expected at most ${MOST_SEEDS}, found ${to - from + 1} in "${part}"`);
    }
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** Seeds as text, each three or more in a row by their ends. */
export function seedsText(seeds: readonly number[]): string {
  const rows: number[][] = [];
  for (const seed of seeds) {
    const row = rows.at(-1);
    if (row && seed === row.at(-1)! + 1) row.push(seed);
    else rows.push([seed]);
  }
  const text = (row: number[]) => (row.length > 2 ? `${row[0]}-${row.at(-1)}` : row.join(", "));
  return rows.map(text).join(", ");
}

/** `count` values from one to another, both ends included, as the field takes them, none twice. */
export function spaced(
  field: NumberField,
  [from, to]: readonly [from: number, to: number],
  count: number,
  scale: "linear" | "log",
): number[] {
  const values = Array.from({ length: count }, (_, i) => {
    const share = count > 1 ? i / (count - 1) : 0;
    return rounded(field, between(from, to, scale, share));
  });
  return [...new Set(values)];
}

/** The value at a share of the way from one to another; on a log scale both are above 0. */
export function between(from: number, to: number, scale: "linear" | "log", share: number): number {
  return scale === "log" ? from * (to / from) ** share : from + share * (to - from);
}

/** A whole number where the field has those, else three digits, within the field's range. */
function rounded(field: NumberField, value: number): number {
  const near = field.kind === "integer" ? Math.round(value) : Number(value.toPrecision(3));
  return Math.min(field.max, Math.max(field.min, near));
}

/** Half, all and twice a setting's value, to begin a list with. */
export function around(field: NumberField, value: number): number[] {
  const values = value === 0 ? [0] : [value / 2, value, 2 * value];
  return [...new Set(values.map((one) => rounded(field, one)))];
}
