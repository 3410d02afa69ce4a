import type { ChoiceField, Field, NumberField, Value } from "./fields.ts";

/** The part of a field that says which values it takes. */
export type Domain =
  | Pick<ChoiceField, "kind" | "url" | "options">
  | Pick<NumberField, "kind" | "url" | "min" | "max">;

/** The value at `key`, a path such as "ebm.width". */
export function read(settings: object, key: string): Value {
  let value: unknown = settings;
  for (const part of key.split(".")) value = (value as Record<string, unknown>)[part];
  return value as Value;
}

/** `settings` with `value` at `key`; what lies beside is shared, not copied. */
export function withValue<S extends object>(settings: S, key: string, value: Value): S {
  const [head = "", ...rest] = key.split(".");
  if (rest.length === 0) return { ...settings, [head]: value };
  const inner = (settings as Record<string, object>)[head]!;
  return { ...settings, [head]: withValue(inner, rest.join("."), value) };
}

/** The fields whose values differ. */
export function changed(fields: Field[], settings: object, defaults: object): Field[] {
  return fields.filter(({ key }) => read(settings, key) !== read(defaults, key));
}

/** The fields that mean something with these settings. */
export function shown(fields: Field[], settings: object): Field[] {
  return fields.filter(
    ({ only }) => !only || only.values.includes(String(read(settings, only.key))),
  );
}

/** What was changed in `settings` against `from`, upon the defaults `to`. */
export function carry<S extends object>(fields: Field[], settings: S, from: S, to: S): S {
  return changed(fields, settings, from).reduce(
    (result, { key }) => withValue(result, key, read(settings, key)),
    to,
  );
}

/** What a field takes, for people: "0.001 to 10", "a whole number, 1 to 8", "cross or grid". */
export function rangeOf(field: Domain): string {
  if (field.kind === "choice") return field.options.map(({ value }) => value).join(" or ");
  const range = `${field.min} to ${field.max}`;
  return field.kind === "integer" ? `a whole number, ${range}` : range;
}

/** The value that `text` means, or null where the field does not take it. */
export function parse(field: Domain, text: string): Value | null {
  if (field.kind === "choice") {
    return field.options.some(({ value }) => value === text) ? text : null;
  }
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= field.min && value <= field.max)) return null;
  return field.kind === "integer" && !Number.isInteger(value) ? null : value;
}

/** Positions of a slider run from 0 to SLIDER. */
export const SLIDER = 1000;

/** Where a log slider leaves 0. */
const floorOf = (field: NumberField) => (field.min > 0 ? field.min : (field.floor ?? 1e-6));

/** The slider's position for a value; a log slider that reaches 0 keeps position 0 for it. */
export function positionOf(field: NumberField, value: number): number {
  const { min, max } = field;
  if (field.scale !== "log") return (SLIDER * (value - min)) / (max - min);
  const floor = floorOf(field);
  if (value < floor) return 0;
  const position = (SLIDER * Math.log(value / floor)) / Math.log(max / floor);
  return min > 0 ? position : Math.max(1, position);
}

/** The value at a slider's position, rounded to what a slider can tell apart. */
export function valueAt(field: NumberField, position: number): number {
  const { min, max } = field;
  const share = position / SLIDER;
  if (field.scale === "log" && min <= 0 && position <= 0) return min;
  const floor = floorOf(field);
  const exact = field.scale !== "log" ? min + share * (max - min) : floor * (max / floor) ** share;
  const rounded = field.kind === "integer" ? Math.round(exact) : round(exact, field.scale);
  return Math.min(max, Math.max(min, rounded));
}

/** Two digits on a log scale, four decimals on a linear one. */
function round(value: number, scale: NumberField["scale"]): number {
  return scale === "log" ? Number(value.toPrecision(2)) : Math.round(value * 1e4) / 1e4;
}
