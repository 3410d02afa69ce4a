import { type Field, GROUPS } from "../fields.ts";
import { read, shown } from "../values.ts";
import type { SweepDraft } from "./draft.ts";
import { fieldsOf } from "./trials.ts";
import { axisLabel, axisText } from "./words.ts";

/** A setting that an axis can be made of. */
export interface Offer {
  key: string;
  label: string;
  symbol: string | null;
  /** Its value in the base, for people. */
  now: string;
  meaning: string;
}

/**
 * The settings that can be added to a draft's axes, in the groups of the settings: those that mean
 * something with its base or beside its axes, and have all the words.
 */
export function offered(draft: SweepDraft, words: string): { name: string; options: Offer[] }[] {
  const { base, axes } = draft;
  const all = fieldsOf(base.kind);
  const taken = new Set(axes.map(({ key }) => key));
  const present = new Set(shown([...all], base.settings));
  const free = all.filter(
    (field) => !taken.has(field.key) && (present.has(field) || taken.has(field.only?.key ?? "")),
  );
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ key, url, group, symbol = "" }: Field) =>
    `${axisLabel(base.kind, key)} ${group} ${symbol} ${url}`.toLowerCase();
  const found = free.filter((field) => asked.every((word) => text(field).includes(word)));
  const names = [...new Set(["Run", ...GROUPS, ...found.map(({ group }) => group)])];
  return names
    .map((name) => ({
      name,
      options: found
        .filter(({ group }) => group === name)
        .map(({ key, symbol = null, meaning }) => ({
          ...{ key, symbol, meaning, label: axisLabel(base.kind, key) },
          now: axisText(base.kind, key, read(base.settings, key)),
        })),
    }))
    .filter(({ options }) => options.length > 0);
}
