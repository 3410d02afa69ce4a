/** How one energy is trained: every hyper-parameter of the paper's A.5.1, with its symbol there. */
export interface Recipe {
  /** Hidden layers of the MLP, 1 to 8 (4 in A.5.1). */
  hiddenLayers: number;
  /** Units a hidden layer, 4 to 1024. */
  width: number;
  activation: "silu" | "leakyRelu";
  /** Random Fourier features before the MLP; 0 feeds it the raw coordinates. */
  fourierFeatures: number;
  /** Standard deviation of the Fourier frequencies, in 1 / (unit of z). */
  fourierScale: number;

  /**
   * What E_theta learns from: "likelihood", the energies of chains' ends against those of data (sec.
   * 2.2); "nce", to tell data from draws of q, without chains (Gutmann and Hyvarinen, 2010).
   */
  objective: "likelihood" | "nce";
  /** Initial learning rate of Adam (betas 0 and 0.999). */
  learningRate: number;
  learningRateDecay: "cosine" | "none";
  /** Rows a batch, of data and of chains alike. */
  batch: number;
  /** Decay of the exponential moving average of the weights; 0 keeps none. */
  weightAverage: number;
  /** Standard deviation of the noise on the network's inputs in the loss. */
  inputNoise: number;
  /** L2 coefficient on the magnitudes of E_theta (alpha of sec. 2.2). */
  l2: number;

  /** What a step of a chain is: SGLD (eq. 3), or a proposal and Metropolis' test of it. */
  sampler: "langevin" | "mala" | "hmc";
  /** Steps a chain. */
  steps: number;
  /** Leapfrog steps a proposal of HMC. */
  leapfrogs: number;
  /** Step size alpha at the first and the last step (eq. 3). */
  stepSize: number;
  stepSizeEnd: number;
  /** "langevin": sigma = sqrt(2 alpha). "own": sigma from `noise` to `noiseEnd`. */
  noiseKind: "langevin" | "own";
  /** Standard deviation of the Langevin noise at the first and the last step. */
  noise: number;
  noiseEnd: number;
  decay: "linear" | "quadratic";
  /**
   * Where chains start: the mixture q, N(0, I), data points (CD, A.1), anywhere in the data's
   * bounding box, or where earlier chains ended (PCD; Tieleman, 2008).
   */
  chainStart: "mixture" | "normal" | "data" | "uniform" | "persistent";
  /** Batches of persistent chains, one of which goes on an update. */
  buffer: number;
  /** Share of the persistent chains that start afresh instead of going on. */
  refresh: number;

  /** "sphere" puts the chains' states back on the unit sphere, where L2-normalised features live. */
  projection: "none" | "sphere";

  /** T: the chain and the score use E_theta / T. */
  temperature: number;
  /** T_G: the chain and the score use E_G / T_G. */
  mixtureTemperature: number;
}

/** A model of the data: E_G alone, E_theta alone, or E_theta + E_G. */
export const MODELS = ["mixture", "ebm", "correction"] as const;
export type ModelKind = (typeof MODELS)[number];

/** What a run of the 2D lab trains: one model, or all side by side, update for update. */
export type ToyModel = ModelKind | "all";

/** The 2D data: Figures 1 and 2 of the paper, the field's usual toys, and what the reader draws. */
export const TOY_DATA = [
  "cross",
  "grid",
  "gaussians",
  "moons",
  "rings",
  "spirals",
  "pinwheel",
  "checkerboard",
  "drawn",
] as const;
export type ToyData = (typeof TOY_DATA)[number];

/** The dials of a 2D density; each data set uses some of them. */
export interface ToyShape {
  /** Crosses a side of the grid, 1 to 6. */
  gridSize: number;
  /**
   * Distance of neighbouring crosses (grid), rings and squares (checkerboard), and the mean of those
   * from one Gaussian to the next, 0.5 to 4.
   */
  spacing: number;
  /** Standard deviation across an arm over that along it (cross, grid), 0.1 to 1. */
  armWidth: number;
  /**
   * Gaussians, rings, arms of the spirals, blades of the pinwheel, 1 to 9, or squares a side of the
   * checkerboard, 2 to 9.
   */
  modes: number;
  /** Weight of each Gaussian over the one before it, 0.25 to 4; 1 is equal weights. */
  weightRatio: number;
  /** Distance of each Gaussian to the next over the distance before it, 0.5 to 2; 1 is equal distances. */
  distanceRatio: number;
  /**
   * Standard deviation of the noise around curves (moons, rings, spirals), of each Gaussian, across a
   * blade of the pinwheel, and of the kernel at each drawn point, 0.05 to 1.
   */
  width: number;
}

/** Points that a reader drew. */
export interface Drawing {
  /** [n, 2], each coordinate within DRAWING_REACH of 0. */
  points: Float32Array;
  /** The class of each point, 0 to 8, [n]. */
  labels: Uint8Array;
}
export const DRAWING_POINTS = 20_000;
export const DRAWING_REACH = 20;

/** Distance of an out-of-distribution set from the in-distribution data, in the paper's words. */
export const OOD_GROUPS = ["near", "mid", "far"] as const;
export type OodGroup = (typeof OOD_GROUPS)[number];

/** What the 2D lab trains. */
export interface ToySettings extends Recipe {
  data: ToyData;
  shape: ToyShape;
  model: ToyModel;
  /** Where the EBM's chains start in a run of all models; they have no q to start from. */
  ebmStart: Recipe["chainStart"];
  /** 0 to 2^32 - 1. The same seed and backend give the same run. */
  seed: number;
  updates: number;
}

/** An energy trained on features: `epochs` passes, T_G given per dimension so that it follows D. */
export interface FeatureRecipe
  extends Omit<Recipe, "mixtureTemperature" | "hiddenLayers" | "width"> {
  epochs: number;
  /** Initial learning rate at width 1024; a network of another width takes it times (1024 / width)^1.5. */
  learningRate: number;
  /** T_G / D: 2 is the paper's balance (T_G = 1e3 at D = 512). */
  mixtureTemperaturePerDimension: number;
}

export const NETWORK_CHOICES = ["auto", "4x1024", "4x512", "4x256", "4x128", "4x64"] as const;
export type NetworkChoice = (typeof NETWORK_CHOICES)[number];

export type Switch = "off" | "on";

/** The methods whose scores the composed detector may join. */
export const MEMBERS = [
  "MSP",
  "ODIN",
  "Energy",
  "KNN",
  "SSD",
  "MoG",
  "Relative Mahalanobis",
  "ViM",
] as const;
export type Member = (typeof MEMBERS)[number];

/** How scores on one scale become one: log sum exp s, nearly the largest, or their sum. */
export type JoinRule = "logSumExp" | "sum";

/** Detectors beyond the paper, and what they depend on. */
export interface ExtraSettings {
  relativeMahalanobis: Switch;
  perturbedMahalanobis: Switch;
  /** epsilon of eq. 14, in units of a feature of length 1. */
  perturbation: number;
  vim: Switch;
  /** Principal dimensions that ViM leaves out; 0 takes the paper's for the features' own number. */
  vimDimensions: number;
  composed: Switch;
  joinRule: JoinRule;
  members: Record<Member, Switch>;
}

/** What the Features tab scores and trains. */
export interface FeatureSettings {
  seed: number;
  /** Training rows a class that anything learns from, a seeded draw; 0 for all. */
  samplesPerClass: number;
  /** Neighbours of the KNN detector. */
  neighbours: number;
  /** Replicates of the bootstrap that gives the intervals; 0 gives none. */
  replicates: number;
  /** T of ODIN's softmax (eq. 11). */
  odinTemperature: number;
  /** Added to every variance of the mixture, as a share of their mean. */
  ridge: number;
  extras: ExtraSettings;
  /** "auto" takes the largest network whose training fits the time budget on this machine. */
  network: NetworkChoice;
  ebm: FeatureRecipe;
  correction: FeatureRecipe;
}
