import type { ToyData, ToyShape } from "../model/recipe.ts";
import { type Definition, number } from "./fields.ts";

/** A dial of a density, shown for the data that it turns. */
const dial = (
  [url, label]: [url: string, label: string],
  range: [min: number, max: number],
  data: ToyData[],
  meaning: string,
  more: Parameters<typeof number>[3] = {},
): Definition =>
  number(["Data", url, label], range, meaning, { only: { key: "data", values: data }, ...more });

const COUNT = { kind: "integer", scale: "linear" } as const;

/** The dials of the 2D densities. */
export const SHAPE: Record<keyof ToyShape, Definition> = {
  gridSize: dial(
    ["gridSize", "Grid size"],
    [1, 6],
    ["grid"],
    "Crosses a side of the grid; raise it to see where a model begins to lose some of them.",
    { ...COUNT, unit: "crosses" },
  ),
  modes: dial(
    ["modes", "Parts"],
    [1, 9],
    ["gaussians", "rings", "spirals", "pinwheel", "checkerboard"],
    "Gaussians, rings, arms, blades, or squares a side of the board (2 at least); raise it to make the data harder.",
    COUNT,
  ),
  spacing: dial(
    ["spacing", "Spacing"],
    [0.5, 4],
    ["grid", "gaussians", "rings", "checkerboard"],
    "Distance of neighbouring centres, rings or squares; raise it so that chains can no longer cross the gaps, lower it to let modes merge.",
    { scale: "linear", unit: "units of the data" },
  ),
  armWidth: dial(
    ["armWidth", "Arm width"],
    [0.1, 1],
    ["cross", "grid"],
    "Standard deviation across an arm over that along it; lower it for sharper arms, 1 makes a cross a round Gaussian.",
    { unit: "share of the length" },
  ),
  weightRatio: dial(
    ["weightRatio", "Weight ratio"],
    [0.25, 4],
    ["gaussians"],
    "Weight of each Gaussian over the one before it; move it away from 1, which is equal weights, to see which light modes a model drops.",
  ),
  distanceRatio: dial(
    ["distanceRatio", "Distance ratio"],
    [0.5, 2],
    ["gaussians"],
    "Distance of each Gaussian to the next over the distance before it; move it away from 1, which is equal distances, to put some far off.",
  ),
  width: dial(
    ["dataWidth", "Width"],
    [0.05, 1],
    ["gaussians", "moons", "rings", "spirals", "pinwheel", "drawn"],
    "Spread of the data around a curve, a centre, a blade or a drawn point; lower it for finer shapes, raise it to smooth them.",
    { unit: "standard deviation, in units of the data" },
  ),
};
