import { initialWeights, type Network, parameterCount } from "../model/network.ts";

export const SCHEMA = "energy-correction-lab/checkpoint@2";

/**
 * A training between two updates, in plain arrays: it can be stored, posted, and continued on any
 * backend. Random numbers depend on the seed and the update alone, so this is all that a run holds.
 */
export interface Checkpoint {
  schema: typeof SCHEMA;
  /** Updates done. */
  update: number;
  /** Flat weights, as `layersOf` lays them out, [parameterCount]. */
  weights: Float32Array;
  /** Adam's first and second moment of the gradient, [parameterCount] each. */
  mean: Float32Array;
  variance: Float32Array;
  /** The weights' moving average, [parameterCount]. */
  average: Float32Array;
  /** The last chains' end points, [batch, D]; empty before the first update. */
  negatives: Float32Array;
  /**
   * Last states of the persistent chains, [batches * batch, D]: as many batches as have had a turn;
   * empty where chains start otherwise.
   */
  chains: Float32Array;
}

/** Where every run begins: initial weights, and nothing learned. */
export function firstCheckpoint(network: Network, seed: number): Checkpoint {
  const weights = initialWeights(network, seed);
  const zeros = new Float32Array(weights.length);
  const nothing = new Float32Array(0);
  return {
    ...{ schema: SCHEMA, update: 0, weights, mean: zeros, variance: zeros },
    ...{ average: weights, negatives: nothing, chains: nothing },
  };
}

/**
 * The checkpoint, if a run of `network` can go on from it.
 *
 * @throws if it is of another schema, or its arrays are not of the network's sizes
 */
export function checked(checkpoint: Checkpoint, network: Network): Checkpoint {
  if (checkpoint.schema !== SCHEMA) {
    throw new Error(
      `checkpoint: expected schema ${SCHEMA}, found ${checkpoint.schema}; it is of another version of the lab`,
    );
  }
  const count = parameterCount(network);
  for (const name of ["weights", "mean", "variance", "average"] as const) {
    const { length } = checkpoint[name];
    if (length !== count) {
      throw new Error(
        `checkpoint: expected ${count} numbers in ${name}, found ${length}; use the settings that it was taken with`,
      );
    }
  }
  const { length } = checkpoint.negatives;
  if (length % network.inputs !== 0) {
    throw new Error(
      `checkpoint: expected negatives in rows of ${network.inputs}, found ${length} numbers; use the data that it was taken with`,
    );
  }
  return checkpoint;
}
