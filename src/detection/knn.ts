import { type Bank, kthSquaredDistances } from "../kernels/evaluate.ts";
import type { Detector } from "./detector.ts";

/**
 * Distance to the k-th nearest training feature (A.4; Sun et al., ICML 2022).
 *
 * @param bank the L2-normalised training features
 * @param neighbours k, from 1 to the rows of the bank
 * @throws if there are fewer training rows than neighbours
 */
export function knn(bank: Bank, neighbours: number): Detector {
  const count = bank.rows.shape[0];
  if (!(neighbours >= 1 && neighbours <= count)) {
    throw new Error(`KNN: expected 1 to ${count} neighbours (training rows), found ${neighbours}`);
  }
  return {
    method: "KNN",
    variant: `k = ${neighbours}`,
    async score({ features }) {
      const squares = await kthSquaredDistances(features, bank, neighbours);
      return squares.map((square) => Math.sqrt(Math.max(0, square)));
    },
  };
}
