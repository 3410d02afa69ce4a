/** The parts of the figure that a chapter's words and terms can light, and what they are called. */
export const PARTS = {
  truth: "the truth",
  reference: "the mixture's energy",
  network: "the network's energy",
  total: "the corrected energy",
  particles: "the particles",
  points: "the data points",
  level: "the level set at γ",
  roc: "the ROC curves",
  nll: "the test NLL",
  timeline: "the timeline",
} as const;
export type Part = keyof typeof PARTS;

export const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);

/** What a word in a chapter can do. */
export const DEEDS = ["train", "pause", "step", "reset", "sample"] as const;
export type Deed = (typeof DEEDS)[number];
