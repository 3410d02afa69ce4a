import type { Detector } from "./detector.ts";
import { placeOfTop, scoreLogits } from "./logits.ts";

/**
 * ODIN's temperature part (Liang et al., ICLR 2018): the softmax at temperature T (eq. 11), without
 * the perturbation of the input image (eq. 12), which logits cannot give.
 *
 * The score is 1 / max softmax - C, which ranks as 1 - max softmax does: at T = 1000 that is nearly
 * the same for every row, and float32 would tie most.
 *
 * @param temperature T, above 0 (1000 in the paper); one below the logits' size ties sure rows
 */
export function odin(temperature: number): Detector {
  return {
    method: "ODIN",
    variant: "temperature part",
    async score(rows) {
      return scoreLogits("ODIN", rows, (logits, from, to) => {
        const top = logits[placeOfTop(logits, from, to)];
        let sum = 0;
        for (let i = from; i < to; i++) sum += Math.expm1((logits[i] - top) / temperature);
        return sum;
      });
    },
  };
}

/** ODIN in full (eq. 11 and 12), by the scores that the rows came with: higher = more out. */
export const fullOdin: Detector = {
  method: "ODIN",
  variant: "with the perturbed image",
  async score({ odin }) {
    if (!odin) throw new Error("ODIN: has no scores, expected one for each feature");
    return odin.slice();
  },
};
