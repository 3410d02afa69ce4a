import type { Stream } from "../model/random.ts";
import type { Drawing, ToyData, ToySettings } from "../model/recipe.ts";
import { checkerboard } from "./densities/checkerboard.ts";
import { cross, grid } from "./densities/crosses.ts";
import { moons, spirals } from "./densities/curves.ts";
import { drawn } from "./densities/drawn.ts";
import { gaussians } from "./densities/gaussians.ts";
import { pinwheel } from "./densities/pinwheel.ts";
import { rings } from "./densities/rings.ts";

/** A mode: its name for people, and a point of it. */
export interface Mode {
  name: string;
  x: number;
  y: number;
}

/** Points [n, 2] with their class [n]. */
export interface Labelled {
  points: Float32Array;
  labels: Int32Array;
}

/** A 2D density known exactly, its classes and its modes. */
export interface ToyDensity {
  name: ToyData;
  /** Maps and quadrature cover [-extent, extent]^2. */
  extent: number;
  /** Inner and outer radius of the far OOD ring. */
  farRing: [number, number];
  classes: number;
  /** At most 255. */
  modes: Mode[];
  /** Density at (x, y). */
  density(x: number, y: number): number;
  /** The index of the mode that (x, y) belongs to, wherever that is. */
  modeOf(x: number, y: number): number;
  /** Draws `count` points with their classes. */
  sample(count: number, stream: Stream): Labelled;
}

/**
 * The density of a data set.
 *
 * @param drawing what the reader drew; only `drawn` needs it
 * @throws if the drawing is missing, empty, too large or not finite
 */
export function densityOf(
  { data, shape }: Pick<ToySettings, "data" | "shape">,
  drawing: Drawing | null,
): ToyDensity {
  switch (data) {
    case "cross":
      return cross(shape);
    case "grid":
      return grid(shape);
    case "gaussians":
      return gaussians(shape);
    case "moons":
      return moons(shape);
    case "rings":
      return rings(shape);
    case "spirals":
      return spirals(shape);
    case "pinwheel":
      return pinwheel(shape);
    case "checkerboard":
      return checkerboard(shape);
    case "drawn":
      return drawn(shape, drawing);
    default:
      return data satisfies never;
  }
}
