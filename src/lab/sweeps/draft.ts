import type { Drawing, FeatureSettings, ToySettings } from "../../model/recipe.ts";
import type { Field, NumberField, Value } from "../fields.ts";
import { parse, read } from "../values.ts";
import { criteriaOf } from "./criteria.ts";
import {
  type Axis,
  type Sampling,
  type Stopping,
  SWEEP_SCHEMA,
  type SweepDesign,
} from "./design.ts";
import { around, seedsOf, seedsText, spaced, valuesOf } from "./lists.ts";
import { designProblems } from "./problems.ts";
import { fieldsOf, partnerOf } from "./trials.ts";

/** An axis as it is being written. */
export interface DraftAxis {
  key: string;
  /** Whether the setting at a chain's last step takes the value too, where `key` is that at its first. */
  paired: boolean;
  /** A number's values, as text. */
  list: string;
  /** Of a choice, those that are varied over. */
  chosen: readonly string[];
  /** Of a sample: a range in the place of the values. */
  ranged: boolean;
  from: string;
  to: string;
  scale: "linear" | "log";
}

/** A sweep that is being designed: numbers as the reader has typed them. */
export interface SweepDraft {
  name: string;
  base: SweepDesign["base"];
  axes: readonly DraftAxis[];
  by: Sampling["by"];
  points: string;
  sampleSeed: string;
  seeds: string;
  rule: Stopping["rule"];
  eta: string;
  rungs: string;
  criterion: string;
}

/** What can be read of a draft: the design, or all that stands in its way, for people. */
export interface Drafted {
  design: SweepDesign | null;
  problems: readonly string[];
}

/** A new draft upon settings. */
export function draftOf(base: SweepDesign["base"]): SweepDraft {
  return {
    ...{ name: "", base, axes: [], by: "grid", points: "24", sampleSeed: "1" },
    ...{ seeds: "1-3", rule: "none", eta: "3", rungs: "3" },
    criterion: criteriaOf(base.kind)[0]!.name,
  };
}

/** The settings that a sweep begins from; what is drawn comes with them where it is the data. */
export const baseOf = (
  kind: SweepDesign["base"]["kind"],
  toy: ToySettings,
  features: FeatureSettings,
  drawing: Drawing,
): SweepDesign["base"] =>
  kind === "toy"
    ? { kind, settings: toy, drawing: toy.data === "drawn" ? drawing : null }
    : { kind, settings: features };

/** An axis over a setting, to begin with. */
export function newAxis(field: Field, settings: object): DraftAxis {
  const value = read(settings, field.key);
  if (field.kind === "choice") {
    const own = field.options.map((option) => option.value);
    // Data of the reader's own are there only where the base has them.
    const chosen = own.filter((one) => field.key !== "data" || one !== "drawn" || one === value);
    return { ...range(""), key: field.key, chosen };
  }
  const values = around(field, Number(value));
  const paired = read(settings, `${field.key}End`) === value;
  const scale = field.scale === "log" && Math.min(...values) > 0 ? "log" : "linear";
  const [from, to] = [Math.min(...values), Math.max(...values)];
  const span = { from: `${from}`, to: `${to}`, scale } as const;
  return { ...range(values.join(", ")), key: field.key, paired, ...span };
}

/** The keys of all settings that a draft varies. */
export const draftVaries = ({ base, axes }: Pick<SweepDraft, "base" | "axes">): string[] =>
  axes.flatMap(({ key, paired }) => {
    const partner = paired && partnerOf(base.kind, key);
    return partner ? [key, partner.key] : [key];
  });

const range = (list: string) => ({
  ...{ list, paired: false, chosen: [], ranged: false, from: "", to: "", scale: "linear" as const },
});

/** Values spaced evenly over an axis's range, as text; null where count or range do not go. */
export function spacedText(field: NumberField, axis: DraftAxis, count: string): string | null {
  const [from, to] = [parse(field, axis.from), parse(field, axis.to)] as (number | null)[];
  const many = numberOf(count);
  if (from == null || to == null || !(Number.isInteger(many) && many >= 1 && many <= 200))
    return null;
  if (axis.scale === "log" && Math.min(from, to) <= 0) return null;
  return spaced(field, [from, to], many, axis.scale).join(", ");
}

/** A design as a draft. */
export function draftFrom({ sampling, stopping, seeds, axes, ...design }: SweepDesign): SweepDraft {
  const { name, base, criterion } = design;
  return {
    ...draftOf(base),
    ...{ name, criterion, by: sampling.by, rule: stopping.rule, seeds: seedsText(seeds) },
    ...(sampling.by !== "grid" && {
      points: String(sampling.points),
      sampleSeed: String(sampling.seed),
    }),
    ...(stopping.rule === "halving" && {
      eta: String(stopping.eta),
      rungs: String(stopping.rungs),
    }),
    axes: axes.map((axis) => {
      const field = fieldsOf(base.kind).find(({ key }) => key === axis.key)!;
      const own = { ...newAxis(field, base.settings), paired: axis.also !== undefined };
      if (!("values" in axis)) {
        const { from, to, scale } = axis;
        return { ...own, ranged: true, from: String(from), to: String(to), scale };
      }
      if (field.kind === "choice") return { ...own, chosen: axis.values.map(String) };
      return { ...own, list: axis.values.join(", ") };
    }),
  };
}

/** The design that a draft means. */
export function designOf(draft: SweepDraft): Drafted {
  const problems: string[] = [];
  const attempt = <T>(read: () => T, otherwise: T): T => {
    try {
      return read();
    } catch (error) {
      problems.push((error as Error).message);
      return otherwise;
    }
  };
  const { base, by } = draft;
  const fields = fieldsOf(base.kind);
  const axes = draft.axes.flatMap((own): Axis[] => {
    const { key, scale } = own;
    const field = fields.find((one) => one.key === key);
    if (!field) return [];
    if (field.kind === "choice") return [{ key, values: own.chosen }];
    const partner = own.paired && partnerOf(base.kind, key);
    const keys = { key, ...(partner && { also: [partner.key] }) };
    if (own.ranged && by !== "grid") {
      return [{ ...keys, scale, from: numberOf(own.from), to: numberOf(own.to) }];
    }
    return [
      { ...keys, values: attempt<Value[] | null>(() => valuesOf(field, own.list), null) ?? [] },
    ];
  });
  const seeds = attempt<number[] | null>(() => seedsOf(draft.seeds), null);
  const design: SweepDesign = {
    ...{ schema: SWEEP_SCHEMA, name: draft.name.trim(), base, axes, criterion: draft.criterion },
    sampling:
      by === "grid"
        ? { by }
        : { by, points: numberOf(draft.points), seed: numberOf(draft.sampleSeed) },
    seeds: seeds ?? [],
    stopping:
      draft.rule === "none"
        ? { rule: "none" }
        : { rule: "halving", eta: numberOf(draft.eta), rungs: numberOf(draft.rungs) },
  };
  // What could not be read is no fault of the design.
  const all = problems.length > 0 ? problems : designProblems(design);
  return { design: all.length > 0 ? null : design, problems: all };
}

const numberOf = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
