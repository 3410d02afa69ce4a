import type {
  ExtraSettings,
  FeatureRecipe,
  FeatureSettings,
  Member,
  ToyData,
  ToySettings,
} from "../model/recipe.ts";
import { MEMBERS, NETWORK_CHOICES } from "../model/recipe.ts";
import { ENERGY } from "./energyFields.ts";
import { choice, type Definition, type Field, number } from "./fields.ts";
import { SHAPE } from "./shapeFields.ts";

const MIXTURE_TEMPERATURE = "is what chains and scores use; raise it to give E_θ more say";

/** The seed of one tab, under its own key. */
const seed = (url: string) =>
  number(
    ["Run", url, "Seed"],
    [0, 2 ** 32 - 1],
    "Start of every random stream; the same seed and backend give the same run, so change it to see what is chance.",
    { kind: "integer", scale: "none" },
  );

const DATA: Record<ToyData, string> = {
  cross: "cross",
  grid: "grid",
  gaussians: "Gaussians",
  moons: "moons",
  rings: "rings",
  spirals: "spirals",
  pinwheel: "pinwheel",
  checkerboard: "checkerboard",
  drawn: "your own",
};

const TOY: Record<Exclude<keyof ToySettings, "shape">, Definition> = {
  data: choice(
    ["Run", "data", "Data"],
    DATA,
    "What is learned: choose the paper's cross or grid of crosses, a toy whose density is known as exactly, or your own drawing.",
  ),
  model: choice(
    ["Run", "model", "Model"],
    { mixture: "mixture", ebm: "EBM", correction: "correction", all: "side by side" },
    "mixture: E_G alone; EBM: E_θ alone; correction: E_θ + E_G, the paper's model; choose side by side for all three on the same data, seed and budget.",
  ),
  ebmStart: {
    ...ENERGY.chainStart,
    ...{ url: "ebmStart", label: "The EBM's chains start at" },
    only: { key: "model", values: ["all"] },
    meaning:
      "Where z₀ of the plain EBM is drawn beside the other models; keep the normal for the paper's EBM, choose the mixture q to lend it what it lacks.",
  },
  seed: seed("seed"),
  hiddenLayers: number(
    ["Network", "layers", "Hidden layers"],
    [1, 8],
    "Hidden layers of the network E_θ (4 in the paper); more of them bend the energy further.",
    { kind: "integer", scale: "linear", unit: "layers" },
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
    { kind: "integer", unit: "updates" },
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
    { kind: "integer", unit: "epochs" },
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
    "Hidden layers x width of both energies; choose a smaller one when training takes too long.",
  ),
  samplesPerClass: number(
    ["Run", "samples", "Samples a class"],
    [0, 5000],
    "Training rows a class that mixture, KNN and both energies learn from, drawn by the seed (0: all); lower it to see who needs how much data.",
    { kind: "integer", floor: 1, unit: "rows a class" },
  ),
  neighbours: number(
    ["Run", "knn", "KNN k"],
    [1, 1000],
    "KNN scores by the distance to the k-th nearest training feature (50 for 10 classes, 200 for 100); lower it where classes have few rows.",
    { kind: "integer", unit: "neighbours" },
  ),
  replicates: number(
    ["Run", "bootstrap", "Bootstrap replicates"],
    [0, 5000],
    "Times that the rows are drawn anew for the 95 % intervals (0: no intervals); lower it when scoring must be quick.",
    { kind: "integer", scale: "linear", unit: "replicates" },
  ),
  odinTemperature: number(
    ["Detectors", "odinT", "ODIN temperature"],
    [1, 1e5],
    "Softmax temperature of ODIN where it is made of logits; 1 is MSP, raise it to let all logits speak.",
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
    "Scores by SSD's distance after a step towards the nearest class (eq. 14), of the feature and not of the image; turn it on to see what the step adds.",
  ),
  perturbation: number(
    [BEYOND, "epsilon", "Perturbation"],
    [0, 0.1],
    "Length of that step in each coordinate of a unit feature; lower it when the perturbed distance does worse than SSD.",
    { floor: 1e-6, symbol: "ε", unit: "of a feature of length 1" },
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
    { kind: "integer", scale: "none", unit: "dimensions" },
  ),
  composed: onOff(
    "composed",
    "Composed",
    "Scores by several detectors at once, each put on one scale by in-distribution training rows alone; turn it on where single ones err on different sets.",
  ),
  joinRule: choice(
    [BEYOND, "join", "Composed by"],
    { logSumExp: "log-sum-exp", sum: "sum" },
    "log-sum-exp follows the member that is most alarmed; choose sum to let every member speak.",
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

/** Fields of the settings at `prefix`; `url` begins their keys in the address and those that `only` names. */
const fieldsOf = (definitions: Record<string, Definition>, prefix = "", url = prefix): Field[] =>
  Object.entries(definitions).map(([key, { only, ...definition }]) => ({
    ...definition,
    ...(only && { only: { ...only, key: url + only.key } }),
    key: prefix + key,
    url: url + definition.url,
  }));

/** Every setting of the 2D lab. */
export const TOY_FIELDS: Field[] = [...fieldsOf(TOY), ...fieldsOf(SHAPE, "shape.", "")];

/** Every setting of the Features tab; those of the two energies carry the energy's name. */
export const FEATURE_FIELDS: Field[] = [
  ...fieldsOf(SCORING),
  ...fieldsOf(EXTRAS, "extras."),
  ...fieldsOf(COMPOSED, "extras.members."),
  ...fieldsOf(FEATURE_ENERGY, "ebm."),
  ...fieldsOf(FEATURE_ENERGY, "correction."),
];
