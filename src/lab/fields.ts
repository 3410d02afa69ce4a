export type Value = number | string;

export const GROUPS = [
  "Data",
  "Network",
  "Optimisation",
  "Langevin chain",
  "Temperatures",
] as const;
export type Group = (typeof GROUPS)[number] | "Run" | "Detectors" | "Beyond the paper";

interface Described {
  label: string;
  /** The field's symbol, as in the paper. */
  symbol?: string;
  group: Group;
  unit?: string;
  /** What it does, and which way to turn it when something looks wrong. */
  meaning: string;
  /** Key in the address. */
  url: string;
  /** Shown only while the setting at `key` has one of these values; else it changes nothing. */
  only?: { key: string; values: readonly string[] };
}

export interface NumberDefinition extends Described {
  kind: "number" | "integer";
  min: number;
  max: number;
  /** The slider's scale, if it has one; `floor` is the least value above 0 that a log slider reaches. */
  scale: "linear" | "log" | "none";
  floor?: number;
}

export interface ChoiceDefinition extends Described {
  kind: "choice";
  options: { value: string; label: string }[];
}

export type Definition = NumberDefinition | ChoiceDefinition;
export type NumberField = NumberDefinition & { key: string };
export type ChoiceField = ChoiceDefinition & { key: string };
/** A setting: `key` is its path in the settings object, such as "width" or "ebm.width". */
export type Field = NumberField | ChoiceField;

/** A real number on a log slider, unless `more` says otherwise. */
export function number(
  [group, url, label]: [group: Group, url: string, label: string],
  [min, max]: [min: number, max: number],
  meaning: string,
  more: Partial<NumberDefinition> = {},
): NumberDefinition {
  return { kind: "number", group, url, label, min, max, scale: "log", meaning, ...more };
}

/** A choice of `options`, each value with its label. */
export function choice(
  [group, url, label]: [group: Group, url: string, label: string],
  options: Record<string, string>,
  meaning: string,
): ChoiceDefinition {
  const pairs = Object.entries(options).map(([value, label]) => ({ value, label }));
  return { kind: "choice", group, url, label, options: pairs, meaning };
}
