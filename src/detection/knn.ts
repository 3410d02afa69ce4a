import { type Bank, kthSquaredDistances } from "../kernels/evaluate.ts";
import type { Detector } from "./detector.ts";

/**
 * Distance to the k-th nearest training feature (A.4; Sun et al., ICML 2022).
 *
 * @param bank the L2-normalised training features
 * @param neighbours k, from 1 to the rows of the bank
 */
export function knn(bank: Bank, neighbours: number): Detector {
  return {
    method: "KNN",
    async score({ features }) {
      const squares = await kthSquaredDistances(features, bank, neighbours);
      return squares.map((square) => Math.sqrt(Math.max(0, square)));
    },
  };
}
