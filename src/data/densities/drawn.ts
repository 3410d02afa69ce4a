import { gridPoints } from "../../model/quadrature.ts";
import { DRAWING_POINTS, DRAWING_REACH, type Drawing, type ToyShape } from "../../model/recipe.ts";
import { withoutGaps } from "../classes.ts";
import type { ToyDensity } from "../density.ts";
import { KernelDensity } from "./kernels.ts";
import { patchModes } from "./patches.ts";
import { surroundings } from "./places.ts";

/** A drawing within this distance of 0 gets no larger a map. */
const LEAST_RADIUS = 1;
/** Cells a side on which modes are found. */
const CELLS = 100;

/** @throws if there is no point, too many of them, a class too few, or one that is no place on a map */
function checked(drawing: Drawing | null): Drawing {
  const count = (drawing?.points.length ?? 0) / 2;
  if (!drawing || count < 1) {
    throw new Error("drawing: expected at least 1 point, found 0; draw some, or choose other data");
  }
  if (count > DRAWING_POINTS) {
    throw new Error(
      `drawing: expected at most ${DRAWING_POINTS} points, found ${count}; erase some`,
    );
  }
  if (drawing.labels.length !== count) {
    throw new Error(
      `drawing: expected a class for each of ${count} points, found ${drawing.labels.length} classes; draw it again`,
    );
  }
  const wrong = drawing.points.findIndex((value) => !(Math.abs(value) <= DRAWING_REACH));
  if (wrong >= 0) {
    const [x, y] = drawing.points.subarray(wrong - (wrong % 2));
    throw new Error(
      `drawing: expected coordinates from -${DRAWING_REACH} to ${DRAWING_REACH}, found (${x}, ${y}) ` +
        `at point ${Math.floor(wrong / 2) + 1} of ${count}; erase it`,
    );
  }
  return drawing;
}

/**
 * What a reader drew: the kernel density of its points, which is the truth by definition. A kernel's
 * sd is `width`, or a cell of the map where a large drawing makes that more. Classes are the drawing's.
 */
export function drawn({ width }: ToyShape, drawing: Drawing | null): ToyDensity {
  const { points, labels: given } = checked(drawing);
  const { labels, classes } = withoutGaps(given);
  let radius = LEAST_RADIUS;
  for (let i = 0; i < points.length; i += 2) {
    radius = Math.max(radius, Math.hypot(points[i], points[i + 1]));
  }
  const { extent, farRing } = surroundings(radius, width);
  const kernels = new KernelDensity(points, labels, Math.max(width, extent / CELLS));
  const grid = { size: CELLS, extent };
  const places = gridPoints(grid);
  const density = Float64Array.from({ length: CELLS * CELLS }, (_, i) =>
    kernels.at(places[2 * i], places[2 * i + 1]),
  );
  return {
    name: "drawn",
    extent,
    farRing,
    classes,
    ...patchModes(grid, density),
    density: (x, y) => kernels.at(x, y),
    sample: (count, stream) => kernels.sample(count, stream),
  };
}
