import fc from "fast-check";
import { densityOf, type ToyDensity } from "../../src/data/density.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { normals } from "../../src/model/random.ts";
import type { Drawing, ToyData, ToyShape } from "../../src/model/recipe.ts";

/** A drawing of `count` points a blob, blobs of sd 0.3 at `centres` with their classes. */
export function blobs(centres: [x: number, y: number, label: number][], count = 200): Drawing {
  const points = normals({ seed: 8, name: "points" }, new Float32Array(2 * count * centres.length));
  const labels = new Uint8Array(count * centres.length);
  labels.forEach((_, i) => {
    const [x, y, label] = centres[Math.floor(i / count)];
    points[2 * i] = x + 0.3 * points[2 * i];
    points[2 * i + 1] = y + 0.3 * points[2 * i + 1];
    labels[i] = label;
  });
  return { points, labels };
}

/** Three blobs, of the classes 0, 3 and 7. */
export const DRAWING = blobs([
  [-2, 2, 0],
  [2.5, 0, 3],
  [-1, -2.5, 7],
]);

/** Any dials, but for noise that takes a very fine grid to resolve. */
export const anyShape: fc.Arbitrary<ToyShape> = fc.record({
  gridSize: fc.integer({ min: 1, max: 6 }),
  spacing: fc.double({ min: 0.5, max: 4, noNaN: true }),
  armWidth: fc.double({ min: 0.1, max: 1, noNaN: true }),
  modes: fc.integer({ min: 1, max: 9 }),
  weightRatio: fc.double({ min: 0.25, max: 4, noNaN: true }),
  distanceRatio: fc.double({ min: 0.5, max: 2, noNaN: true }),
  width: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

/** A data set's density at its default dials, but for `dials`. */
export function density(data: ToyData, dials: Partial<ToyShape> = {}): ToyDensity {
  const settings = toyDefaults(data, "correction");
  return densityOf({ data, shape: { ...settings.shape, ...dials } }, DRAWING);
}

/** A side of the grid that resolves the finest detail of a density. */
export function sizeFor({ name, extent }: ToyDensity, { width, armWidth }: ToyShape): number {
  const details: Partial<Record<ToyData, number>> = {
    cross: armWidth,
    grid: armWidth / 2,
    pinwheel: Math.min(0.5, width / 2),
  };
  return 200 * Math.ceil((1.6 * extent) / (details[name] ?? width) / 200);
}
