import type { ModelKind } from "../model/recipe.ts";

/** What a method looks at: what files have to give before it can score. */
export type Needs = "features" | "logits" | "odin or logits" | "head";

/** A method in words, for the table, the settings and the docs. */
export interface Description {
  /** In full words. */
  title: string;
  /** What its score is, in one sentence. */
  what: string;
  source: string;
  needs: Needs;
  /** True where the paper's tables do not have it: off until it is asked for. */
  beyond: boolean;
}

/** Every method, in the order of the table: the paper's, then those beyond it. */
export const CATALOGUE = {
  MSP: {
    title: "Maximum softmax probability",
    what: "One minus the largest softmax probability of the classifier.",
    source: "Hendrycks and Gimpel, ICLR 2017",
    needs: "logits",
    beyond: false,
  },
  ODIN: {
    title: "Softmax at a high temperature",
    what: "The largest softmax probability at a high temperature, of an image moved to raise it where the files have such scores.",
    source: "Liang et al., ICLR 2018; eq. 11 and 12",
    needs: "odin or logits",
    beyond: false,
  },
  Energy: {
    title: "Energy of the logits",
    what: "Minus the log-sum-exp of the logits.",
    source: "Liu et al., NeurIPS 2020",
    needs: "logits",
    beyond: false,
  },
  KNN: {
    title: "k nearest neighbours",
    what: "The distance to the k-th nearest training feature.",
    source: "Sun et al., ICML 2022",
    needs: "features",
    beyond: false,
  },
  SSD: {
    title: "Nearest-class Mahalanobis distance",
    what: "The squared Mahalanobis distance to the nearest class mean, one covariance for all classes.",
    source: "Sehwag et al., ICLR 2021; eq. 13",
    needs: "features",
    beyond: false,
  },
  MoG: {
    title: "Mixture of Gaussians",
    what: "E_G, the negative log density of the mixture of class Gaussians.",
    source: "eq. 9",
    needs: "features",
    beyond: false,
  },
  EBM: {
    title: "Plain energy-based model (ours w/o MoG)",
    what: "E_θ alone, trained without the mixture.",
    source: "the paper, sec. 2.2",
    needs: "features",
    beyond: false,
  },
  Correction: {
    title: "Energy-based correction (ours)",
    what: "E_θ + E_G, the mixture corrected by a trained energy.",
    source: "the paper, sec. 2.1",
    needs: "features",
    beyond: false,
  },
  "Relative Mahalanobis": {
    title: "Relative Mahalanobis distance",
    what: "SSD's distance minus that to one Gaussian of all classes, so that only what tells classes apart counts.",
    source: "Ren et al., 2021 (arXiv 2106.09022)",
    needs: "features",
    beyond: true,
  },
  "Perturbed Mahalanobis": {
    title: "Mahalanobis distance after a perturbation",
    what: "SSD's distance after one step of the feature, not of the image, towards its nearest class.",
    source: "Lee et al., NeurIPS 2018; eq. 14, in feature space",
    needs: "features",
    beyond: true,
  },
  ViM: {
    title: "Virtual-logit matching",
    what: "The length of what the principal dimensions leave of a raw feature, as a logit against the others.",
    source: "Wang et al., CVPR 2022",
    needs: "head",
    beyond: true,
  },
  Composed: {
    title: "Composed energies",
    what: "Several detectors' scores, put on one scale by in-distribution training rows and joined.",
    source: "after HEAT, Lafon et al., ICML 2023",
    needs: "features",
    beyond: true,
  },
} as const satisfies Record<string, Description>;

export type Method = keyof typeof CATALOGUE;

/** What the models of the 2D lab are called among the methods. */
export const METHOD_OF: Record<ModelKind, Method> = {
  mixture: "MoG",
  ebm: "EBM",
  correction: "Correction",
};

/** All methods, and the paper's. */
export const METHODS = Object.keys(CATALOGUE) as Method[];
export const PAPER_METHODS: readonly Method[] = METHODS.filter((name) => !CATALOGUE[name].beyond);

/** The methods that cannot score from features alone. */
export const LOGIT_METHODS: readonly Method[] = METHODS.filter(
  (name) => CATALOGUE[name].needs !== "features",
);
