import { energiesAndGradients } from "../kernels/evaluate.ts";
import { disposeMixture, mixtureTensors, type NetworkTensors } from "../kernels/tensors.ts";
import { scheduleOf } from "../model/schedule.ts";
import type { TrainingTask } from "./task.ts";

/** Some chains of an update, at every step. */
export interface TracedChains {
  /** Which of the batch's, [chains]. */
  chains: Int32Array;
  /** [chains, steps + 1, D]. */
  states: Float32Array;
  /** What each step is the sum of, [chains, steps, D] each; `noise` has any projection in it. */
  parts: Record<"reference" | "network" | "noise", Float32Array>;
}

/** Keeps some chains at every step, and tells what their steps are the sums of. */
export class Trace {
  /** [chains, steps + 1, D]. */
  readonly states: Float32Array;

  constructor(
    private readonly chains: Int32Array,
    private readonly steps: number,
    private readonly dimensions: number,
  ) {
    this.states = new Float32Array(chains.length * (steps + 1) * dimensions);
  }

  /** @param all the states of all chains after a step, [batch, D] */
  save(step: number, all: Float32Array): void {
    const { chains, steps, dimensions: d } = this;
    chains.forEach((chain, i) => {
      this.states.set(all.subarray(chain * d, (chain + 1) * d), (i * (steps + 1) + step) * d);
    });
  }

  /** The parts of every step that was saved, on the energy that the chains moved on. */
  async parts(
    { model, recipe, mixture }: TrainingTask,
    energy: NetworkTensors,
  ): Promise<TracedChains["parts"]> {
    const { steps, dimensions: d } = this;
    const { stepSizes } = scheduleOf(recipe);
    const [before, after] = [this.without(steps), this.without(0)];
    const downhill = (gradient: Float32Array) =>
      Float32Array.from(gradient, (value, i) => -stepSizes[Math.floor(i / d) % steps] * value);
    const learned = await energiesAndGradients(before, d, energy, null, recipe);
    const network = downhill(learned.gradient);
    let reference = new Float32Array(network.length);
    if (model === "correction") {
      const tensors = mixtureTensors(mixture);
      try {
        const given = await energiesAndGradients(before, d, null, tensors, recipe);
        reference = downhill(given.gradient);
      } finally {
        disposeMixture(tensors);
      }
    }
    const noise = after.map((value, i) => value - before[i] - reference[i] - network[i]);
    return { reference, network, noise };
  }

  /** All states but those after one step, the first or the last: [chains, steps, D]. */
  private without(step: number): Float32Array {
    const { states, steps, dimensions: d } = this;
    const times = steps + 1;
    return states.filter((_, i) => Math.floor(i / d) % times !== step);
  }
}
