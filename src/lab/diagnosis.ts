import type { ToyFrame } from "../../workers/protocol/toy.ts";
import { toyDefaults } from "../model/defaults.ts";
import { MODELS, type ToyData, type ToySettings } from "../model/recipe.ts";
import type { Value } from "./fields.ts";
import { decimal } from "./format.ts";
import type { ToyPhase } from "./phase.ts";

/** What in a run's settings is likely wrong, and the change that mends it. */
export interface Finding {
  /** A sentence with the number at fault and the one it is held against. */
  sentence: string;
  /** What the change does: "Lower the step size to 0.01". */
  remedy: string;
  /** New values by the settings' keys. */
  changes: Readonly<Record<string, Value>>;
}

/** What has become of a run: nothing yet, its loss is not finite, or it ended worse than the mixture. */
export type Outcome = "ready" | "diverged" | "worse";

/** Arms of a grid's crosses are half as long and as wide as those of the cross. */
const GRID_SCALE = 0.5;

/** The data's smallest variance about a curve, an arm or a centre; null where edges are sharp. */
export function smallestVariance({ data, shape }: ToySettings): number | null {
  if (data === "checkerboard") return null;
  if (data === "cross") return shape.armWidth ** 2;
  if (data === "grid") return (GRID_SCALE * shape.armWidth) ** 2;
  return shape.width ** 2;
}

/** Steps of Langevin chains that are long enough to leave where they start, where steps are the defaults'. */
const FEW_STEPS = 10;
/** Learning rates beyond the default that the runs bear. */
const BEARABLE = 3;
/** Energies that differ by less than this hardly change a density: by half at most. */
const WEAK = 0.7;

/** Two digits, as sliders have. */
const short = (value: number) => String(Number(value.toPrecision(2)));

type Suspect = (settings: ToySettings, defaults: ToySettings) => Finding | null;

/**
 * Langevin samples of a Gaussian energy of variance s have the variance s / (1 - alpha / 2s), which is at
 * least 2 alpha: beyond half of the data's smallest variance no energy has samples as narrow as the data.
 */
const stepSize: Suspect = (settings, defaults) => {
  const variance = smallestVariance(settings);
  const { noiseKind, sampler, stepSizeEnd: step } = settings;
  if (sampler !== "langevin" || noiseKind !== "langevin") return null;
  if (!chained(settings) || variance === null || step <= variance / 2) return null;
  const usual = defaults.stepSizeEnd;
  const to = usual <= variance / 2 ? usual : Number(short(variance / 4));
  return {
    sentence:
      `Step size ${short(step)} is above ${short(variance / 2)}, half the data's smallest variance: ` +
      "Langevin samples are never as narrow as the data then, and E_θ is driven too steep.",
    remedy: `Lower the step size to ${short(to)}`,
    changes: { stepSize: to, stepSizeEnd: to },
  };
};

/** Data whose ridges are straight or whose modes are round: too long a step spoils a run on them. */
const STRAIGHT: readonly ToyData[] = ["cross", "grid", "gaussians"];

const certainStepSize: Suspect = (settings, defaults) =>
  STRAIGHT.includes(settings.data) ? stepSize(settings, defaults) : null;

const learningRate: Suspect = ({ learningRate }, defaults) => {
  const usual = defaults.learningRate;
  if (learningRate <= BEARABLE * usual) return null;
  return {
    sentence: `Learning rate ${short(learningRate)} is ${short(learningRate / usual)} times the ${short(usual)} that these data take: each update goes too far.`,
    remedy: `Lower the learning rate to ${short(usual)}`,
    changes: { learningRate: usual },
  };
};

const smallL2: Suspect = ({ l2 }, defaults) => {
  if (l2 >= defaults.l2 / BEARABLE) return null;
  return {
    sentence: `L2 coefficient λ ${short(l2)} is below the ${short(defaults.l2)} that these data take: little holds E_θ where there are no data.`,
    remedy: `Raise λ to ${short(defaults.l2)}`,
    changes: { l2: defaults.l2 },
  };
};

const lowTemperature: Suspect = ({ temperature }) => {
  if (temperature >= 1) return null;
  return {
    sentence: `Temperature T ${short(temperature)} makes E_θ / T ${short(1 / temperature)} times as steep as E_θ: chains are thrown about by it.`,
    remedy: "Raise T to 1",
    changes: { temperature: 1 },
  };
};

/** At the optimum of fixed negatives |E_theta| is at most 1 / (2 lambda). */
const weakNetwork: Suspect = ({ model, l2, temperature }, defaults) => {
  const bound = 1 / (2 * l2 * temperature);
  if (bound >= WEAK) return null;
  const hot = temperature > 2 * l2;
  const aim = model === "ebm" ? "learn the data" : "change the mixture";
  const why = `${hot ? `Temperature T ${short(temperature)}` : `λ ${short(l2)}`} keeps |E_θ / T| near or below ${short(bound)}, 1 / (2λT): too flat to ${aim}.`;
  return hot
    ? { sentence: why, remedy: "Lower T to 1", changes: { temperature: 1 } }
    : {
        sentence: why,
        remedy: `Lower λ to ${short(defaults.l2)}`,
        changes: { l2: defaults.l2 },
      };
};

const smallNoise: Suspect = (settings) => {
  const { noiseKind, noise, noiseEnd, stepSize } = settings;
  const usual = Math.sqrt(2 * stepSize);
  const found = Math.min(noise, noiseEnd);
  if (settings.sampler !== "langevin" || !chained(settings)) return null;
  if (noiseKind !== "own" || found >= usual / 2) return null;
  return {
    sentence: `Noise σ ${short(found)} is far below √(2α) = ${short(usual)}: chains slide down the energy instead of drawing from it, so that one far too wide brings them to the data.`,
    remedy: "Choose true Langevin noise",
    changes: { noiseKind: "langevin" },
  };
};

const fewSteps: Suspect = (settings, defaults) => {
  if (!chained(settings) || settings.steps >= FEW_STEPS) return null;
  return {
    sentence: `Chains of ${settings.steps} ${settings.steps === 1 ? "step" : "steps"}, of ${defaults.steps} by default, end near where they start: E_θ is not raised where the model's own mass is.`,
    remedy: `Raise the steps to ${defaults.steps}`,
    changes: { steps: defaults.steps },
  };
};

/** Whether anything is trained by chains. */
const chained = ({ objective }: ToySettings) => objective === "likelihood";

const SUSPECTS: Record<Outcome, readonly Suspect[]> = {
  ready: [certainStepSize],
  diverged: [smallL2, learningRate, stepSize, lowTemperature],
  worse: [learningRate, stepSize, smallNoise, fewSteps, weakNetwork, lowTemperature, smallL2],
};

/** What likely made a run end as it did, the likeliest first; of one that diverged at least a guess. */
export function diagnose(settings: ToySettings, outcome: Outcome): Finding[] {
  if (settings.model === "mixture") return [];
  const defaults = toyDefaults(settings.data, settings.model);
  const found = SUSPECTS[outcome].flatMap((suspect) => suspect(settings, defaults) ?? []);
  if (found.length > 0 || outcome !== "diverged") return found;
  const half = Number(short(settings.learningRate / 2));
  return [
    {
      sentence: "No setting stands out; smaller updates are the first to try.",
      remedy: `Halve the learning rate to ${short(half)}`,
      changes: { learningRate: half },
    },
  ];
}

/** What is to be said of a run, and what may mend it; null where nothing stands out. */
export interface Advice {
  outcome: Outcome;
  headline: string;
  findings: Finding[];
}

/** A model that takes off less than this share of the mixture's NLL above the truth has gained nothing. */
const GAIN = 0.05;

/** Where the plain EBM with its defaults beats the mixture: elsewhere no setting is to blame if it does not. */
const EBM_WINS: readonly ToyData[] = ["cross", "gaussians"];

/** Advice on the run at hand, before it begins and when it has ended. */
export function adviceOf(
  settings: ToySettings,
  frame: ToyFrame | null,
  phase: ToyPhase["at"],
): Advice | null {
  const advice = (outcome: Outcome, headline: string): Advice | null => {
    const findings = diagnose(settings, outcome);
    return findings.length > 0 ? { outcome, headline, findings } : null;
  };
  if (frame && MODELS.some((model) => frame.models[model]?.problem)) {
    return advice("diverged", "What may have made it diverge");
  }
  if (phase === "ready" || phase === "idle") return advice("ready", "Before you train");
  const model = settings.model === "ebm" ? "ebm" : "correction";
  if (model === "ebm" && !EBM_WINS.includes(settings.data)) return null;
  const quality = phase === "done" && frame?.models[model]?.quality;
  if (!quality) return null;
  const { nll, mixtureNll, trueNll } = quality;
  if (mixtureNll - nll > GAIN * (mixtureNll - trueNll)) return null;
  return advice(
    "worse",
    `${model === "ebm" ? "The EBM" : "The correction"}'s test NLL, ${decimal(nll)} nats, is no better than the mixture's ${decimal(mixtureNll)}`,
  );
}
