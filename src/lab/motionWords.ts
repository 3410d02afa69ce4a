import type { ToyDissection } from "../../workers/protocol/motion.ts";
import { decimal } from "./format.ts";
import { momentOf, sceneIndex, scenesOf, tracedStep } from "./motion.ts";
import type { MotionScene } from "./place.ts";

/** A term of a scene's formula. */
export interface Term {
  tex: string;
  /** Whose colour it has. */
  of: "reference" | "network" | "noise" | null;
  /** Whether it is at work in the scene. */
  lit: boolean;
}

/** A scene in words, with the numbers of its update. */
export interface SceneWords {
  title: string;
  caption: string;
  terms: Term[];
}

/** A scene's title, caption and formula. */
export function wordsOf(dissection: ToyDissection, scene: MotionScene): SceneWords {
  if (typeof scene === "number") return stepWords(dissection, scene);
  return WORDS[scene](dissection);
}

/** "Scene 9 of 45, Langevin step 7 of 40". */
export function sceneTitle(dissection: ToyDissection, scene: MotionScene): string {
  const count = scenesOf(dissection).length;
  const place = sceneIndex(dissection, scene) + 1;
  return `scene ${place} of ${count}, ${wordsOf(dissection, scene).title}`;
}

const term = (tex: string, of: Term["of"] = null, lit = true): Term => ({ tex, of, lit });

const STARTS = {
  mixture: { tex: "z_0 \\sim q", words: "at draws of the mixture q, in the batch's classes" },
  normal: { tex: "z_0 \\sim \\mathcal{N}(0, I)", words: "at draws of N(0, I)" },
  data: { tex: "z_0 \\sim p_{\\text{data}}", words: "at data points, other than the batch's" },
  uniform: { tex: "z_0 \\sim \\mathcal{U}(\\text{box})", words: "anywhere in the data's box" },
  persistent: { tex: "z_0 \\leftarrow z'_{\\text{earlier}}", words: "where earlier chains ended" },
};

const WORDS: Record<Exclude<MotionScene, number>, (dissection: ToyDissection) => SceneWords> = {
  batch: ({ batch, points, classes, update }) => {
    const shares = classes.length > 1 ? `, ${classes.join(" + ")} of its classes` : "";
    return {
      title: "the batch",
      caption: `Update ${update} begins with ${batch.length / 2} of the ${points} data points x, drawn by the seed${shares}. The update will lower their energy.`,
      terms: [term("x_1, \\dots, x_B \\sim p_{\\text{in}}")],
    };
  },
  start: (dissection) => {
    const { model, recipe, update, batch } = dissection;
    const { chainStart: start, refresh, buffer } = recipe;
    const anew = model === "ebm" ? "normal" : "mixture";
    const fresh = start === "persistent" && update <= buffer;
    const { tex, words } = STARTS[fresh ? anew : start];
    const some =
      start !== "persistent"
        ? ""
        : fresh
          ? "; they are the first of their kind, later ones go on from where these end"
          : `; a share of ${decimal(100 * refresh, 0)} % begins afresh ${STARTS[anew].words}`;
    return {
      title: "the chains start",
      caption: `As many chains as data points, ${batch.length / 2}, start ${words}${some}. ${meansOf(dissection, 0)}`,
      terms: [term(tex)],
    };
  },
  energies: ({ terms, batch, recipe }) => {
    const noise =
      recipe.inputNoise > 0
        ? ` Both got input noise of standard deviation ${recipe.inputNoise} first.`
        : "";
    return {
      title: "the energies",
      caption: `Over the ${batch.length / 2} data points E_θ is ${decimal(terms.positive)} on average, over as many chains' ends ${decimal(terms.negative)}, a gap of ${decimal(terms.negative - terms.positive)}. The update lowers E_θ at the first and raises it at the second.${noise}`,
      terms: lossTerms({ phases: true, penalty: false }),
    };
  },
  loss: ({ terms, loss, recipe }) => {
    const squares = terms.square + terms.negativeSquare;
    const penalty = recipe.l2 * squares;
    return {
      title: "the loss",
      caption: `Positive phase ${decimal(terms.positive)}, less the negative phase ${decimal(terms.negative)}, plus λ = ${recipe.l2} times the mean squares ${decimal(squares)}, which is ${decimal(penalty, 4)}: the loss is ${decimal(loss)}.`,
      terms: lossTerms({ phases: true, penalty: true }),
    };
  },
  weights: (dissection) => {
    const { parameters, change, gradient, learningRate, update, updates } = dissection;
    const after =
      update > updates
        ? `The run is over after ${updates} updates; this is the one that would follow.`
        : "Go on by update, or press Step, and the run does exactly this.";
    const effect =
      change === 0
        ? "The learning rate has decayed to 0, so nothing changes"
        : `The map shows what that adds to E_θ, by the weights themselves and not their average: blue is lowered, orange raised`;
    return {
      title: "the weight update",
      caption: `Adam moves ${parameters} weights by ${decimal(change)} in all (Euclidean length), against a gradient of length ${decimal(gradient)}, at learning rate ${+learningRate.toPrecision(3)}. ${effect}. ${after}`,
      terms: [
        term("\\theta \\leftarrow \\theta"),
        term(
          "-\\,\\eta\\, \\frac{\\nabla_\\theta \\mathcal{L}}{\\sqrt{\\hat v} + \\epsilon}",
          "network",
        ),
      ],
    };
  },
};

function lossTerms({ phases, penalty }: { phases: boolean; penalty: boolean }): Term[] {
  return [
    term("\\mathcal{L} =", null, penalty),
    term("\\tfrac{1}{B}\\sum_i E_\\theta(x_i)", "network", phases),
    term("-\\,\\tfrac{1}{B}\\sum_i E_\\theta(z'_i)", "network", phases),
    term(
      "+\\,\\lambda \\big(\\overline{E_\\theta(x)^2} + \\overline{E_\\theta(z')^2}\\big)",
      null,
      penalty,
    ),
  ];
}

/** One Langevin step (eq. 3). */
function stepWords(dissection: ToyDissection, scene: number): SceneWords {
  const { recipe, model, stepSizes, sigmas, traced } = dissection;
  const { time, step } = momentOf(dissection, scene);
  const chains = traced.chains.length;
  const steps = Array.from({ length: chains }, (_, chain) => tracedStep(dissection, chain, step));
  const length = (part: "reference" | "network" | "noise") =>
    decimal(steps.reduce((sum, one) => sum + Math.hypot(...one[part]), 0) / chains);
  const corrected = model === "correction";
  const [t, tG] = [recipe.temperature, recipe.mixtureTemperature];
  const rest = recipe.projection === "sphere" ? "by noise and back to the unit sphere" : "by noise";
  const [alpha, sigma] = [stepSizes[step - 1]!, sigmas[step - 1]!].map((value) =>
    String(+value.toPrecision(3)),
  );
  const downs = corrected ? "down E_G (blue), down E_θ (orange)" : "down E_θ (orange)";
  const lengths = corrected
    ? `${length("reference")}, ${length("network")} and ${length("noise")}`
    : `${length("network")} and ${length("noise")}`;
  return {
    title: `Langevin step ${step} of ${recipe.steps}`,
    caption: `Each particle moves ${downs} and ${rest} (grey), on average ${lengths} long over the ${chains} chains with arrows; step size α = ${alpha}, noise σ = ${sigma}. ${meansOf(dissection, time!)}`,
    terms: [
      term("z_{t+1} = z_t"),
      ...(corrected ? [term(`-\\,\\alpha_t \\nabla E_G(z_t)${over(tG)}`, "reference")] : []),
      term(`-\\,\\alpha_t \\nabla E_\\theta(z_t)${over(t)}`, "network"),
      term("+\\,\\sigma_t\\, \\varepsilon_t", "noise"),
    ],
  };
}

const over = (temperature: number) => (temperature === 1 ? "" : ` / ${temperature}`);

/** The means of the chains' energies at a kept time. */
function meansOf({ means, model, recipe }: ToyDissection, time: number): string {
  const network = `Over all chains E_θ is ${decimal(means.network[time]!)} on average`;
  if (model === "ebm") return `${network}.`;
  const { temperature: t, mixtureTemperature: tG } = recipe;
  const sum = `E_θ${over(t)} + E_G${over(tG)}`;
  return `${network}, and what they move in, ${sum}, is ${decimal(means.total[time]!)}.`;
}
