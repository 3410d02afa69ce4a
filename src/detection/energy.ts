import { type Detector, logitRows } from "./detector.ts";

/** Energy of the logits, -logsumexp(f), the temperature being 1 (Liu et al., NeurIPS 2020). */
export const energy: Detector = {
  method: "Energy",
  async score(rows) {
    return Float32Array.from(logitRows("Energy", rows), (logits) => {
      const top = Math.max(...logits);
      return -top - Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0));
    });
  },
};
