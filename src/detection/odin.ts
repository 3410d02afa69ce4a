import { type Detector, logitRows } from "./detector.ts";

/**
 * ODIN's temperature part (Liang et al., ICLR 2018): the softmax at temperature T (eq. 11), without
 * the perturbation of the input image (eq. 12), which feature files cannot give.
 *
 * The score is 1 / max softmax - C, which ranks as 1 - max softmax does: at T = 1000 that is nearly
 * the same for every row, and float32 would tie most.
 *
 * @param temperature T, large against the logits (1000 in the paper); a small one ties sure rows
 */
export function odin(temperature: number): Detector {
  return {
    method: "ODIN",
    async score(rows) {
      return Float32Array.from(logitRows("ODIN", rows), (logits) => {
        const top = Math.max(...logits);
        return logits.reduce((sum, logit) => sum + Math.expm1((logit - top) / temperature), 0);
      });
    },
  };
}
