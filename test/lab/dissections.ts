import { toyDefaults } from "../../src/model/defaults.ts";
import type { Recipe } from "../../src/model/recipe.ts";
import type { ToyDissection } from "../../workers/protocol/motion.ts";

/** An update of two chains and a batch of two points, taken apart, of a recipe's number of steps. */
export function dissection(
  over: Partial<Omit<ToyDissection, "recipe">> = {},
  recipe: Partial<Recipe> = {},
): ToyDissection {
  const own = { ...toyDefaults("cross", "correction"), steps: 3, batch: 2, ...recipe };
  const { steps } = own;
  const times = Uint16Array.from({ length: steps + 1 }, (_, time) => time);
  const room = (...shape: number[]) => new Float32Array(shape.reduce((all, size) => all * size, 1));
  const map = {
    ...{ values: new Float32Array(4), domain: [-1, 1] as [number, number], diverging: true },
    contours: [],
  };
  return {
    ...{ type: "dissection", run: 1, id: 1, model: "correction", recipe: own },
    ...{ update: 1, updates: 800, classes: [2], points: 10_000, parameters: 4417 },
    ...{ batch: room(2, 2), states: room(steps + 1, 2, 2), times },
    means: { network: room(steps + 1).fill(0.25), total: room(steps + 1).fill(1.5) },
    traced: {
      chains: Int32Array.of(0, 1),
      // The first chain goes right, step by step; the second stays where it is.
      states: Float32Array.from({ length: 4 * (steps + 1) }, (_, i) =>
        i < 2 * (steps + 1) && i % 2 === 0 ? i / 2 : 0,
      ),
      parts: {
        reference: room(2, steps, 2).map((_, i) => (i < 2 * steps && i % 2 === 0 ? 0.25 : 0)),
        network: room(2, steps, 2),
        noise: room(2, steps, 2).map((_, i) => (i < 2 * steps && i % 2 === 0 ? 0.75 : 0)),
      },
    },
    stepSizes: room(steps).fill(0.01),
    sigmas: room(steps).fill(0.14),
    energies: { data: room(2), negatives: room(2) },
    terms: { positive: 0.125, negative: 0.5, square: 0.25, negativeSquare: 0.75 },
    ...{ loss: -0.345, learningRate: 0.01, gradient: 0.5, change: 0.2 },
    ...{ maps: { network: map, total: map, size: 2 }, changed: { map, size: 2 } },
    ...over,
  };
}
