import type { EnergyName } from "../../../workers/protocol/maps.ts";
import { MODELS, type ModelKind, OOD_GROUPS, type OodGroup } from "../../model/recipe.ts";
import { decimal, percent } from "../format.ts";
import { type LabState, shownFrame } from "../store.ts";

/** A number of the figure that a chapter's text names. */
export type LiveName =
  | { of: "nll" | "kl" | "tv"; model: ModelKind }
  | { of: "auroc" | "fpr95"; group: OodGroup; model: ModelKind }
  | { of: "missing"; model: ModelKind }
  | { of: "mass"; model: ModelKind; mode: string }
  | { of: "truth" | "update" | "updates" | "seed" | "gamma" | "steps" };

const FITS = ["nll", "kl", "tv"] as const;
const RATES = ["auroc", "fpr95"] as const;
const PLAIN = ["truth", "update", "updates", "seed", "gamma", "steps"] as const;

const oneOf = <T extends string>(names: readonly T[], text: string | undefined): T | null =>
  names.find((name) => name === text) ?? null;

/** What a name takes, for people. */
export const LIVE_NAMES = `${FITS.join(", ")} and a model (${MODELS.join(", ")}); ${RATES.join(", ")}, a group (${OOD_GROUPS.join(", ")}) and a model; missing and a model; mass, a model and a mode; or ${PLAIN.join(", ")}`;

/** The number that "auroc near correction" names; null where it names none. */
export function liveName(text: string): LiveName | null {
  const [head = "", ...rest] = text.trim().split(/\s+/);
  const plain = oneOf(PLAIN, head);
  if (plain) return rest.length === 0 ? { of: plain } : null;
  const rate = oneOf(RATES, head);
  if (rate) {
    const [group, model] = [oneOf(OOD_GROUPS, rest[0]), oneOf(MODELS, rest[1])];
    return group && model && rest.length === 2 ? { of: rate, group, model } : null;
  }
  const model = oneOf(MODELS, rest[0]);
  if (!model) return null;
  if (head === "mass") {
    return rest.length > 1 ? { of: head, model, mode: rest.slice(1).join(" ") } : null;
  }
  const fit = oneOf(FITS, head);
  if (rest.length > 1) return null;
  if (fit) return { of: fit, model };
  return head === "missing" ? { of: head, model } : null;
}

const ACCENTS: Record<ModelKind, EnergyName> = {
  mixture: "reference",
  ebm: "network",
  correction: "total",
};

/** The accent of the model that a number is of; null where it is of none. */
export const accentOf = (name: LiveName) => ("model" in name ? ACCENTS[name.model] : null);

const UNITS: Record<LiveName["of"], string> = {
  ...{ nll: "nats", kl: "nats", tv: "", auroc: "%", fpr95: "%", missing: "", mass: "%" },
  ...{ truth: "nats", update: "", updates: "", seed: "", gamma: "%", steps: "" },
};

export const unitOf = ({ of }: LiveName) => UNITS[of];

/** What the figure shows under a name, of the frame that is on screen; "–" while there is none. */
export function liveText(state: LabState, name: LiveName): string {
  const text = valueUnder(state, name);
  return text === undefined ? "–" : String(text);
}

function valueUnder({ place, toy }: LabState, name: LiveName): string | number | undefined {
  const frame = shownFrame(toy);
  switch (name.of) {
    case "truth":
      return frame ? decimal(frame.models.mixture.quality.trueNll) : undefined;
    case "update":
      return frame?.update;
    case "updates":
    case "seed":
    case "steps":
      return place.toy[name.of];
    case "gamma":
      return place.results.gamma;
  }
  const own = frame?.models[name.model];
  if (!own) return undefined;
  switch (name.of) {
    case "nll":
    case "kl":
    case "tv":
      return decimal(own.quality[name.of]);
    case "auroc":
    case "fpr95": {
      const result = own.detection.total.results.find(({ dataset }) => dataset === name.group);
      return result && percent(result[name.of]);
    }
    case "missing": {
      const { states } = own.coverage ?? {};
      const lost = toy.scene?.modes.filter((_, i) => states?.[i] === "missing");
      return states && (lost?.map((mode) => mode.name).join(", ") || "none");
    }
    case "mass": {
      const mode = toy.scene?.modes.findIndex((mode) => mode.name === name.mode) ?? -1;
      const mass = own.quality.modeMass[mode];
      return mass === undefined ? undefined : percent(mass);
    }
  }
}
