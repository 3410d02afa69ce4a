import fc from "fast-check";
import type { Drawing } from "../../src/model/recipe.ts";

/** Any drawing on the board, of up to `most` points. */
export const anyDrawing = (most = 60): fc.Arbitrary<Drawing> =>
  fc
    .array(
      fc.tuple(
        fc.float({ min: -6, max: 6, noNaN: true }),
        fc.float({ min: -6, max: 6, noNaN: true }),
        fc.nat(8),
      ),
      { maxLength: most },
    )
    .map((rows) => ({
      // A file has no sign for 0.
      points: Float32Array.from(rows.flatMap(([x, y]) => [x + 0, y + 0])),
      labels: Uint8Array.from(rows, ([, , label]) => label),
    }));

/** Any place on the board. */
export const anyPoint = fc.tuple(
  fc.double({ min: -6, max: 6, noNaN: true }),
  fc.double({ min: -6, max: 6, noNaN: true }),
);

/** A drawing of points that are given as [x, y, class from 0]. */
export const drawingOf = (...rows: [x: number, y: number, label: number][]): Drawing => ({
  points: Float32Array.from(rows.flatMap((row) => row.slice(0, 2))),
  labels: Uint8Array.from(rows, ([, , label]) => label),
});
