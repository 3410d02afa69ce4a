import type { Detector } from "./detector.ts";
import { placeOfTop, scoreLogits } from "./logits.ts";

/**
 * Maximum softmax probability (Hendrycks and Gimpel, ICLR 2017) as 1 - max softmax, 0..1: summed
 * over the other classes, for near 1 float32 would tie most of a confident network's scores.
 */
export const msp: Detector = {
  method: "MSP",
  async score(rows) {
    return scoreLogits("MSP", rows, (logits, from, to) => {
      const top = placeOfTop(logits, from, to);
      let others = 0;
      for (let i = from; i < to; i++) if (i !== top) others += Math.exp(logits[i] - logits[top]);
      return others / (1 + others);
    });
  },
};
