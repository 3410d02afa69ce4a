import { type Detector, logitRows } from "./detector.ts";

/**
 * Maximum softmax probability (Hendrycks and Gimpel, ICLR 2017) as 1 - max softmax, 0..1: summed
 * over the other classes, for near 1 float32 would tie most of a confident network's scores.
 */
export const msp: Detector = {
  method: "MSP",
  async score(rows) {
    return Float32Array.from(logitRows("MSP", rows), (logits) => {
      const top = logits.indexOf(Math.max(...logits));
      const others = logits.reduce(
        (sum, logit, c) => (c === top ? sum : sum + Math.exp(logit - logits[top])),
        0,
      );
      return others / (1 + others);
    });
  },
};
