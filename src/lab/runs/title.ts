import { featureDefaults, toyDefaults } from "../../model/defaults.ts";
import type { Field, Value } from "../fields.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../settings.ts";
import { changed, read, shown } from "../values.ts";
import type { RunRecord } from "./record.ts";

/** Settings that a title names at most; the run's details have all. */
const NAMED = 3;

/** Said by every title itself. */
const IN_TITLE = ["data", "model", "seed", "network"];

/** A setting of a run that is not its data's and model's default. */
export interface Departure {
  field: Field;
  value: Value;
  usual: Value;
}

type Settled = Pick<RunRecord, "kind" | "settings">;

/** The fields of a run's kind. */
export const fieldsOfRun = ({ kind }: Pick<RunRecord, "kind">): Field[] =>
  kind === "toy" ? TOY_FIELDS : FEATURE_FIELDS;

/** Where a run's settings depart from the defaults of its data and model, beside its seed. */
export function departuresOf(run: Settled): Departure[] {
  const { settings } = run;
  const usual = "data" in settings ? toyDefaults(settings.data, settings.model) : featureDefaults();
  return changed(shown(fieldsOfRun(run), settings), settings, usual)
    .filter(({ key }) => key !== "seed")
    .map((field) => ({ field, value: read(settings, field.key), usual: read(usual, field.key) }));
}

/** A field's value for people: a choice by its label. */
export function valueText(field: Field, value: Value): string {
  if (field.kind === "choice") {
    return field.options.find((option) => option.value === value)?.label ?? String(value);
  }
  return String(value).replaceAll("-", "\u2212");
}

/** A field's label; of an energy on features with the energy's name. */
export function labelOf({ key, label }: Field): string {
  if (key.startsWith("ebm.")) return `EBM: ${label}`;
  return key.startsWith("correction.") ? `Correction: ${label}` : label;
}

/** What a run is called: the reader's name for it, or its settings. */
export const titleOf = (run: Settled & Pick<RunRecord, "name">): string =>
  run.name || settingsTitle(run);

/**
 * A run's settings in a few words: "grid, correction: width 128, steps 20; seed 3".
 *
 * @param said keys of settings that are said elsewhere
 */
export function settingsTitle(run: Settled, seeded = true, said: readonly string[] = []): string {
  const without = [...IN_TITLE, ...said];
  const all = departuresOf(run).filter(({ field }) => !without.includes(field.key));
  const named = all.slice(0, NAMED).map(({ field, value }) => {
    return `${inSentence(field)} ${valueText(field, value)}`;
  });
  const more = all.length - named.length;
  const dials = [...named, ...(more > 0 ? [`${more} more`] : [])].join(", ");
  const seed = seeded ? `; seed ${run.settings.seed}` : "";
  return `${subjectOf(run)}${dials && `: ${dials}`}${seed}`;
}

/** What is learned by what: "grid, correction", or "features, 4x64". */
function subjectOf({ settings }: Settled): string {
  const text = (key: string) => {
    const field = TOY_FIELDS.find((field) => field.key === key)!;
    return valueText(field, read(settings, key));
  };
  if ("data" in settings) return `${text("data")}, ${text("model")}`;
  return settings.network === "auto" ? "features" : `features, ${settings.network}`;
}

const inSentence = (field: Field) => labelOf(field).split(": ").map(uncapped).join(" ");

/** A label within a sentence; symbols such as "L2" and names such as "EBM" stay. */
export const uncapped = (label: string) =>
  /^[A-Z][a-z]/.test(label) ? label[0]!.toLowerCase() + label.slice(1) : label;
