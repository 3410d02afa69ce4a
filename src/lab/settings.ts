import type {
  ExtraSettings,
  FeatureRecipe,
  FeatureSettings,
  Member,
  Recipe,
  ToySettings,
} from "../model/recipe.ts";
import { MEMBERS, NETWORK_CHOICES } from "../model/recipe.ts";

export type Value = number | string;

export const GROUPS = ["Network", "Optimisation", "Langevin chain", "Temperatures"] as const;
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
}

interface NumberDefinition extends Described {
  kind: "number" | "integer";
  min: number;
  max: number;
  /** The slider's scale, if it has one; `floor` is the least value above 0 that a log slider reaches. */
  scale: "linear" | "log" | "none";
  floor?: number;
}

interface ChoiceDefinition extends Described {
  kind: "choice";
  options: { value: string; label: string }[];
}

type Definition = NumberDefinition | ChoiceDefinition;
export type NumberField = NumberDefinition & { key: string };
export type ChoiceField = ChoiceDefinition & { key: string };
/** A setting: `key` is its path in the settings object, such as "width" or "ebm.width". */
export type Field = NumberField | ChoiceField;

/** A real number on a log slider, unless `more` says otherwise. */
function number(
  [group, url, label]: [group: Group, url: string, label: string],
  [min, max]: [min: number, max: number],
  meaning: string,
  more: Partial<NumberDefinition> = {},
): NumberDefinition {
  return { kind: "number", group, url, label, min, max, scale: "log", meaning, ...more };
}

function choice(
  [group, url, label]: [group: Group, url: string, label: string],
  options: Record<string, string>,
  meaning: string,
): ChoiceDefinition {
  const pairs = Object.entries(options).map(([value, label]) => ({ value, label }));
  return { kind: "choice", group, url, label, options: pairs, meaning };
}

/** Settings that an energy in 2D and one on features share. */
const ENERGY: Record<keyof Recipe & keyof FeatureRecipe, Definition> = {
  activation: choice(
    ["Network", "activation", "Activation"],
    { silu: "SiLU", leakyRelu: "LeakyReLU(0.2)" },
    "Non-linearity of the hidden layers; SiLU gives smooth maps, LeakyReLU straight creases.",
  ),
  fourierFeatures: number(
    ["Network", "fourier", "Fourier features"],
    [0, 256],
    "Random sines and cosines that the network sees instead of raw coordinates (0: none); raise it when E_θ stays too smooth.",
    { kind: "integer", scale: "linear" },
  ),
  fourierScale: number(
    ["Network", "fourierScale", "Fourier scale"],
    [0.05, 20],
    "Standard deviation of the Fourier frequencies; lower it when the map ripples, raise it when details are missing.",
    { unit: "1 / unit of z" },
  ),
  objective: choice(
    ["Optimisation", "objective", "Objective"],
    { likelihood: "maximum likelihood, with chains", nce: "noise-contrastive against q (NCE)" },
    "What E_θ learns from: ends of chains against data, or, much sooner and without chains, draws of q against data, for which L2 should be lower.",
  ),
  learningRate: number(
    ["Optimisation", "lr", "Learning rate"],
    [1e-7, 1],
    "Initial step of Adam; lower it when the loss jumps or the run diverges.",
  ),
  learningRateDecay: choice(
    ["Optimisation", "lrDecay", "Learning-rate decay"],
    { cosine: "cosine, to 0", none: "none" },
    "How the learning rate falls over the run; cosine lets the energy settle at the end.",
  ),
  batch: number(
    ["Optimisation", "batch", "Batch"],
    [8, 2048],
    "Rows an update, of data and of chains alike; raise it when the loss is too noisy.",
    { kind: "integer" },
  ),
  weightAverage: number(
    ["Optimisation", "average", "Weight average"],
    [0, 0.9999],
    "Decay of the moving average of the weights that is shown and scored (0: none); raise it when the maps flicker.",
    { scale: "linear" },
  ),
  inputNoise: number(
    ["Optimisation", "inputNoise", "Input noise"],
    [0, 1],
    "Gaussian noise on the network's inputs in the loss; raise it a little when training is unstable.",
    { floor: 1e-5, unit: "standard deviation" },
  ),
  l2: number(
    ["Optimisation", "l2", "L2 coefficient"],
    [0, 1000],
    "Weight of the mean of E_θ² in the loss; raise it when E_θ grows without bound, lower it when E_θ stays near 0.",
    { floor: 1e-6, symbol: "λ" },
  ),
  chainStart: choice(
    ["Langevin chain", "start", "Chains start at"],
    {
      mixture: "the mixture q",
      normal: "a normal N(0, I)",
      data: "data points (CD)",
      uniform: "anywhere in the data's box",
      persistent: "where earlier chains ended (PCD)",
    },
    "Where z₀ is drawn; from q or data the chains need not find the modes by themselves, persistent ones have more time to.",
  ),
  buffer: number(
    ["Langevin chain", "buffer", "Persistent chains"],
    [1, 64],
    "Batches of persistent chains, one of which goes on an update; 1 moves all chains at every update, more keep more various ones.",
    { kind: "integer", unit: "batches" },
  ),
  refresh: number(
    ["Langevin chain", "refresh", "Fresh share"],
    [0, 1],
    "Share of the persistent chains that start afresh, from q or for the EBM from N(0, I); raise it when chains stay in places without data.",
    { scale: "linear" },
  ),
  sampler: choice(
    ["Langevin chain", "sampler", "Sampler"],
    {
      langevin: "Langevin (SGLD)",
      mala: "MALA, Langevin with a Metropolis test",
      hmc: "HMC, leapfrog with a Metropolis test",
    },
    "What a step of a chain is; the tested samplers have no error from the step size, and take their noise from it: shorten the step when they accept little.",
  ),
  steps: number(
    ["Langevin chain", "steps", "Steps"],
    [1, 500],
    "Steps a chain, of SGLD (eq. 3) or proposals of MALA and HMC; raise it when particles have not reached low energy.",
    { kind: "integer" },
  ),
  leapfrogs: number(
    ["Langevin chain", "leapfrogs", "Leapfrog steps"],
    [1, 50],
    "Leapfrog steps of length √(2α) a proposal of HMC; raise it to make longer ways, lower it when updates are too slow.",
    { kind: "integer" },
  ),
  stepSize: number(
    ["Langevin chain", "alpha", "Step size, first"],
    [0, 1],
    "Step size at the first step; keep it below twice the smallest variance, lower it when particles fly off.",
    { floor: 1e-8, symbol: "α₀" },
  ),
  stepSizeEnd: number(
    ["Langevin chain", "alphaEnd", "Step size, last"],
    [0, 1],
    "Step size at the last step; smaller than the first lets the chains settle.",
    { floor: 1e-8, symbol: "α₁" },
  ),
  noiseKind: choice(
    ["Langevin chain", "noiseKind", "Noise"],
    { langevin: "σ = √(2α), true Langevin", own: "set apart, as in A.5.1" },
    "True Langevin noise follows the step size and samples the model; less noise samples a sharper one.",
  ),
  noise: number(
    ["Langevin chain", "noise", "Noise, first"],
    [0, 1],
    "Noise at the first step, where it is set apart; raise it when the chains collapse.",
    { floor: 1e-6, symbol: "σ₀", unit: "standard deviation" },
  ),
  noiseEnd: number(
    ["Langevin chain", "noiseEnd", "Noise, last"],
    [0, 1],
    "Noise at the last step, where it is set apart; lower it for sharper samples.",
    { floor: 1e-6, symbol: "σ₁", unit: "standard deviation" },
  ),
  decay: choice(
    ["Langevin chain", "decay", "Decay"],
    { linear: "linear", quadratic: "quadratic" },
    "How step size and noise go from the first to the last value.",
  ),
  projection: choice(
    ["Langevin chain", "projection", "Projection"],
    { none: "none", sphere: "to the unit sphere" },
    "Whether chains stay on the unit sphere, where L2-normalised features lie, MALA and HMC along great circles; not in the paper.",
  ),
  temperature: number(
    ["Temperatures", "T", "Temperature"],
    [1e-4, 1000],
    "E_θ / T is what chains and scores use; lower it when E_θ weighs too little.",
    { symbol: "T" },
  ),
};

const MIXTURE_TEMPERATURE = "is what chains and scores use; raise it to give E_θ more say";

/** The seed of one tab, under its own key. */
const seed = (url: string) =>
  number(
    ["Run", url, "Seed"],
    [0, 2 ** 32 - 1],
    "Start of every random stream; the same seed and backend give the same run.",
    { kind: "integer", scale: "none" },
  );

const TOY: Record<keyof ToySettings, Definition> = {
  data: choice(
    ["Run", "data", "Data"],
    { cross: "cross", grid: "grid" },
    "cross: two crossed Gaussians; grid: nine small crosses, each a class.",
  ),
  model: choice(
    ["Run", "model", "Model"],
    { mixture: "mixture", ebm: "EBM", correction: "correction" },
    "mixture: E_G alone; EBM: E_θ alone; correction: E_θ + E_G, the paper's model.",
  ),
  seed: seed("seed"),
  hiddenLayers: number(
    ["Network", "layers", "Hidden layers"],
    [1, 8],
    "Hidden layers of the network E_θ (4 in the paper); more of them bend the energy further.",
    { kind: "integer", scale: "linear" },
  ),
  width: number(
    ["Network", "width", "Width"],
    [4, 1024],
    "Units a hidden layer (1024 in the paper); lower it when updates are too slow.",
    { kind: "integer", unit: "units" },
  ),
  updates: number(
    ["Optimisation", "updates", "Updates"],
    [1, 100_000],
    "Updates of the weights in a run; raise it when the loss still falls at the end.",
    { kind: "integer" },
  ),
  ...ENERGY,
  mixtureTemperature: number(
    ["Temperatures", "TG", "Mixture temperature"],
    [1e-3, 1e6],
    `E_G / T_G ${MIXTURE_TEMPERATURE}, 1 keeps q as it is.`,
    { symbol: "T_G" },
  ),
};

const FEATURE_ENERGY: Record<keyof FeatureRecipe, Definition> = {
  epochs: number(
    ["Optimisation", "epochs", "Epochs"],
    [1, 200],
    "Passes over the training features (20 in the paper); lower it to finish sooner.",
    { kind: "integer" },
  ),
  ...ENERGY,
  learningRate: {
    ...ENERGY.learningRate,
    label: "Learning rate at width 1024",
    meaning:
      "Initial step of Adam; a narrower network takes it times (1024 / width)^1.5. Lower it when far sets get worse.",
  },
  mixtureTemperaturePerDimension: number(
    ["Temperatures", "TG", "Mixture temperature per dimension"],
    [1e-3, 1e3],
    `E_G / T_G ${MIXTURE_TEMPERATURE}, 2 is the paper's balance.`,
    { symbol: "T_G / D" },
  ),
};

/** What a network choice is called; "auto" fits the machine. */
function networkLabel(network: string): string {
  if (network === "auto") return "Automatic, to fit this machine";
  return network === "4x1024" ? "4x1024 (paper)" : network;
}

type Own = Exclude<keyof FeatureSettings, "ebm" | "correction" | "extras">;

const SCORING: Record<Own, Definition> = {
  network: choice(
    ["Run", "network", "Network"],
    Object.fromEntries(NETWORK_CHOICES.map((network) => [network, networkLabel(network)])),
    "Hidden layers x width of both energies; smaller ones train sooner.",
  ),
  samplesPerClass: number(
    ["Run", "samples", "Samples a class"],
    [0, 5000],
    "Training rows a class that mixture, KNN and both energies learn from, drawn by the seed (0: all); lower it to see who needs how much data.",
    { kind: "integer", floor: 1 },
  ),
  neighbours: number(
    ["Run", "knn", "KNN k"],
    [1, 1000],
    "KNN scores by the distance to the k-th nearest training feature: 50 for 10 classes, 200 for 100.",
    { kind: "integer" },
  ),
  replicates: number(
    ["Run", "bootstrap", "Bootstrap replicates"],
    [0, 5000],
    "Times that the rows are drawn anew for the 95 % intervals (0: no intervals); lower it when scoring must be quick.",
    { kind: "integer", scale: "linear" },
  ),
  odinTemperature: number(
    ["Detectors", "odinT", "ODIN temperature"],
    [1, 1e5],
    "Softmax temperature of ODIN where it is made of logits; 1 is MSP, a higher one lets all logits speak.",
    { symbol: "T" },
  ),
  ridge: number(
    ["Detectors", "ridge", "Covariance ridge"],
    [0, 1],
    "Added to every variance of the mixture; raise it when dimensions are many and rows few.",
    { floor: 1e-9, unit: "share of the mean variance" },
  ),
  seed: seed("features.seed"),
};

const BEYOND = "Beyond the paper";
const onOff = (url: string, label: string, meaning: string) =>
  choice([BEYOND, url, label], { off: "off", on: "on" }, meaning);

const EXTRAS: Record<Exclude<keyof ExtraSettings, "members">, Definition> = {
  relativeMahalanobis: onOff(
    "rmd",
    "Relative Mahalanobis",
    "Scores by SSD's distance minus that to one Gaussian of all classes; turn it on for near sets.",
  ),
  perturbedMahalanobis: onOff(
    "perturbed",
    "Perturbed Mahalanobis",
    "Scores by SSD's distance after a step towards the nearest class (eq. 14), of the feature and not of the image.",
  ),
  perturbation: number(
    [BEYOND, "epsilon", "Perturbation"],
    [0, 0.1],
    "Length of that step in each coordinate of a unit feature; lower it when the perturbed distance does worse than SSD.",
    { floor: 1e-6, symbol: "ε" },
  ),
  vim: onOff(
    "vim",
    "ViM",
    "Scores by what the principal dimensions leave of a raw feature, against the logits; turn it on for far sets.",
  ),
  vimDimensions: number(
    [BEYOND, "vimDims", "ViM principal dimensions"],
    [0, 4096],
    "Dimensions that ViM takes for signal (0: 1000 of 2048, 512 of 768, else half); fewer leave more to score by.",
    { kind: "integer", scale: "none" },
  ),
  composed: onOff(
    "composed",
    "Composed",
    "Scores by several detectors at once, each put on one scale by in-distribution training rows alone.",
  ),
  joinRule: choice(
    [BEYOND, "join", "Composed by"],
    { logSumExp: "log-sum-exp", sum: "sum" },
    "log-sum-exp follows the member that is most alarmed, sum lets every member speak.",
  ),
};

const MEMBER_KEYS: Record<Member, string> = {
  MSP: "msp",
  ODIN: "odin",
  Energy: "energy",
  KNN: "knn",
  SSD: "ssd",
  MoG: "mog",
  "Relative Mahalanobis": "rmd",
  ViM: "vim",
};

const COMPOSED = Object.fromEntries(
  MEMBERS.map((member) => [
    member,
    onOff(
      MEMBER_KEYS[member],
      `Composed with ${member}`,
      `Whether ${member} is a member of the composed detector; take in methods that err on different rows.`,
    ),
  ]),
);

const fieldsOf = (definitions: Record<string, Definition>, prefix = ""): Field[] =>
  Object.entries(definitions).map(([key, definition]) => ({
    ...definition,
    key: prefix + key,
    url: prefix + definition.url,
  }));

/** Every setting of the 2D lab. */
export const TOY_FIELDS: Field[] = fieldsOf(TOY);

/** Every setting of the Features tab; those of the two energies carry the energy's name. */
export const FEATURE_FIELDS: Field[] = [
  ...fieldsOf(SCORING),
  ...fieldsOf(EXTRAS, "extras."),
  ...fieldsOf(COMPOSED, "extras.members."),
  ...fieldsOf(FEATURE_ENERGY, "ebm."),
  ...fieldsOf(FEATURE_ENERGY, "correction."),
];
