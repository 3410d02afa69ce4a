import type { Detector } from "./detector.ts";
import { logSumExp, scoreLogits } from "./logits.ts";

/** Energy of the logits, -logsumexp(f), the temperature being 1 (Liu et al., NeurIPS 2020). */
export const energy: Detector = {
  method: "Energy",
  async score(rows) {
    return scoreLogits("Energy", rows, (logits, from, to) => -logSumExp(logits, from, to));
  },
};
