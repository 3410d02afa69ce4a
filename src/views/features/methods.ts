import type { Method } from "../../detection/report.ts";

/** What a method looks at, in a few words. */
export const METHOD_NOTES: Record<Method, string> = {
  MSP: "largest softmax probability",
  ODIN: "MSP at temperature 1000, without the perturbation of the image",
  Energy: "log-sum-exp of the logits",
  KNN: "distance to the k-th nearest training feature",
  SSD: "Mahalanobis distance to the nearest class mean",
  MoG: "E_G, the mixture of Gaussians",
  EBM: "E_θ alone",
  Correction: "E_θ + E_G",
};
