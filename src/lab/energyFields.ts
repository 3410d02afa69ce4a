import type { FeatureRecipe, Recipe } from "../model/recipe.ts";
import { choice, type Definition, number } from "./fields.ts";

/** What means something only with one value of another setting. */
const OWN_NOISE = { only: { key: "noiseKind", values: ["own"] } };
const PERSISTENT = { only: { key: "chainStart", values: ["persistent"] } };
const HAMILTONIAN = { only: { key: "sampler", values: ["hmc"] } };

/** Settings that an energy in 2D and one on features share. */
export const ENERGY: Record<keyof Recipe & keyof FeatureRecipe, Definition> = {
  activation: choice(
    ["Network", "activation", "Activation"],
    { silu: "SiLU", leakyRelu: "LeakyReLU(0.2)" },
    "Non-linearity of the hidden layers; choose SiLU for smooth maps, LeakyReLU, which leaves straight creases, for the paper's kind of network.",
  ),
  fourierFeatures: number(
    ["Network", "fourier", "Fourier features"],
    [0, 256],
    "Random sines and cosines that the network sees instead of raw coordinates (0: none); raise it when E_θ stays too smooth.",
    { kind: "integer", scale: "linear", unit: "features" },
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
    "How the learning rate falls over the run; choose cosine when the energy has not settled at the end.",
  ),
  batch: number(
    ["Optimisation", "batch", "Batch"],
    [8, 2048],
    "Rows an update, of data and of chains alike; raise it when the loss is too noisy.",
    { kind: "integer", unit: "rows" },
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
    { floor: 1e-5, unit: "standard deviation, in units of z" },
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
    { ...PERSISTENT, kind: "integer", unit: "batches" },
  ),
  refresh: number(
    ["Langevin chain", "refresh", "Fresh share"],
    [0, 1],
    "Share of the persistent chains that start afresh, from q or for the EBM from N(0, I); raise it when chains stay in places without data.",
    { ...PERSISTENT, scale: "linear", unit: "share of the chains" },
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
    { kind: "integer", unit: "steps" },
  ),
  leapfrogs: number(
    ["Langevin chain", "leapfrogs", "Leapfrog steps"],
    [1, 50],
    "Leapfrog steps of length √(2α) a proposal of HMC; raise it to make longer ways, lower it when updates are too slow.",
    { ...HAMILTONIAN, kind: "integer", unit: "leapfrog steps" },
  ),
  stepSize: number(
    ["Langevin chain", "alpha", "Step size, first"],
    [0, 1],
    "Step size at the first step; keep it below half the data's smallest variance, lower it when particles fly off.",
    { floor: 1e-8, symbol: "α₀", unit: "squared units of z" },
  ),
  stepSizeEnd: number(
    ["Langevin chain", "alphaEnd", "Step size, last"],
    [0, 1],
    "Step size at the last step; lower it below the first to let the chains settle.",
    { floor: 1e-8, symbol: "α₁", unit: "squared units of z" },
  ),
  noiseKind: choice(
    ["Langevin chain", "noiseKind", "Noise"],
    { langevin: "σ = √(2α), true Langevin", own: "set apart, as in A.5.1" },
    "True Langevin noise follows the step size and samples the model; choose it when particles collapse, a smaller one of your own to sample a sharper model.",
  ),
  noise: number(
    ["Langevin chain", "noise", "Noise, first"],
    [0, 1],
    "Noise at the first step, where it is set apart; raise it when the chains collapse.",
    { ...OWN_NOISE, floor: 1e-6, symbol: "σ₀", unit: "standard deviation, in units of z" },
  ),
  noiseEnd: number(
    ["Langevin chain", "noiseEnd", "Noise, last"],
    [0, 1],
    "Noise at the last step, where it is set apart; lower it for sharper samples.",
    { ...OWN_NOISE, floor: 1e-6, symbol: "σ₁", unit: "standard deviation, in units of z" },
  ),
  decay: choice(
    ["Langevin chain", "decay", "Decay"],
    { linear: "linear", quadratic: "quadratic" },
    "How step size and noise go from the first to the last value; choose quadratic to come near the last one sooner.",
  ),
  projection: choice(
    ["Langevin chain", "projection", "Projection"],
    { none: "none", sphere: "to the unit sphere" },
    "Whether chains stay on the unit sphere, MALA and HMC along great circles; choose it for L2-normalised features, which lie there, though the paper does not.",
  ),
  temperature: number(
    ["Temperatures", "T", "Temperature"],
    [1e-4, 1000],
    "E_θ / T is what chains and scores use; lower it when E_θ weighs too little, raise it when chains are thrown about.",
    { symbol: "T" },
  ),
};
