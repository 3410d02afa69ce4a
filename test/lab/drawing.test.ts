import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Brush, FIRST_BRUSH, SPREADS, type Spread } from "../../src/lab/brush.ts";
import {
  continues,
  countOf,
  EMPTY,
  erase,
  extentOf,
  fitted,
  isFull,
  REACH,
  spray,
  summaryOf,
} from "../../src/lab/drawing.ts";
import { STARTERS } from "../../src/lab/starters.ts";
import { DRAWING_POINTS, type Drawing } from "../../src/model/recipe.ts";
import { anyDrawing, anyPoint, drawingOf } from "./drawings.ts";

const way = (ax: number, ay: number, bx = ax, by = ay) =>
  [
    [ax, ay],
    [bx, by],
  ] as const;
/** How far a point may be from its place on the lattice of hundredths. */
const HALF = 0.0072;
const BOARD = { extent: 6, seed: 1 };
const brushWith = (over: Partial<Brush>): Brush => ({ ...FIRST_BRUSH, ...over });
const anyBrush = fc.record({
  size: fc.double({ min: 0.05, max: 2, noNaN: true }),
  density: fc.integer({ min: 5, max: 100 }),
  spread: fc.constantFrom(...(Object.keys(SPREADS) as Spread[])),
  label: fc.nat(8),
});

/** The distance of point `i` from the way between two places, by trying the way's points. */
function distance({ points }: Drawing, i: number, from: number[], to: number[]): number {
  const steps = 1000;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= steps; k++) {
    const [x, y] = [0, 1].map((a) => from[a]! + (k / steps) * (to[a]! - from[a]!));
    least = Math.min(least, Math.hypot(points[2 * i]! - x!, points[2 * i + 1]! - y!));
  }
  return least;
}

describe("spray", () => {
  it("adds points of the brush's class on the board, and leaves those before as they are", () => {
    fc.assert(
      fc.property(anyDrawing(), anyPoint, anyPoint, anyBrush, (before, from, to, brush) => {
        const drawing = spray(before, [from, to], brush, BOARD);
        expect(continues(drawing, before)).toBe(true);
        expect(drawing.points.length).toBe(2 * countOf(drawing));
        const added = drawing.labels.subarray(countOf(before));
        expect(added.every((label) => label === brush.label)).toBe(true);
        expect(drawing.points.every((value) => Math.abs(value) <= BOARD.extent)).toBe(true);
      }),
    );
  });

  it("gives the same points for the same strokes and seed, others for another seed", () => {
    const stroke = (seed: number) =>
      [1, 2, 3].reduce(
        (drawing, x) => spray(drawing, way(0, 0, x, x), FIRST_BRUSH, { extent: 6, seed }),
        EMPTY,
      );
    expect(stroke(5)).toEqual(stroke(5));
    expect(stroke(5).points).not.toEqual(stroke(6).points);
  });

  it("keeps an even spray within the brush, and fills the brush's disc and way evenly", () => {
    const brush = brushWith({ size: 1, density: 400, spread: "uniform" });
    const dot = spray(EMPTY, way(1, 2), brush, BOARD);
    expect(countOf(dot)).toBe(Math.floor(400 * Math.PI));
    const radii = Array.from(dot.labels, (_, i) =>
      Math.hypot(dot.points[2 * i]! - 1, dot.points[2 * i + 1]! - 2),
    );
    expect(Math.max(...radii)).toBeLessThanOrEqual(1 + HALF);
    // The share of a uniform disc within half its radius is a quarter.
    const inner = radii.filter((radius) => radius < 0.5).length / radii.length;
    expect(inner).toBeGreaterThan(0.2);
    expect(inner).toBeLessThan(0.3);
    const line = spray(EMPTY, way(-3, 0, 3, 0), brush, BOARD);
    expect(countOf(line)).toBe(400 * 2 * 6);
  });

  it("spreads a Gaussian one by half the brush's size", () => {
    const brush = brushWith({ size: 1, density: 1000 });
    const { points } = spray(EMPTY, way(0, 0), brush, BOARD);
    const variance = points.reduce((sum, value) => sum + value * value, 0) / points.length;
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
  });

  it("waits for a longer way where this one is too short for a point", () => {
    const brush = brushWith({ size: 0.05, density: 10 });
    expect(spray(EMPTY, way(0, 0, 0.5, 0), brush, BOARD)).toBe(EMPTY);
    expect(countOf(spray(EMPTY, way(0, 0, 1.5, 0), brush, BOARD))).toBe(1);
    expect(countOf(spray(EMPTY, way(0, 0), brush, BOARD))).toBe(1);
  });

  it("stops at the limit and loses nothing", () => {
    const brush = brushWith({ size: 2, density: 500, spread: "uniform" });
    let drawing = EMPTY;
    for (let i = 0; i < 9; i++) {
      const before = drawing;
      drawing = spray(drawing, way(0, 0), brush, BOARD);
      expect(continues(drawing, before)).toBe(true);
    }
    expect([countOf(drawing), isFull(drawing)]).toEqual([DRAWING_POINTS, true]);
    expect(spray(drawing, way(0, 0), brush, BOARD)).toBe(drawing);
  });
});

describe("erase", () => {
  it("removes the points within the radius of its way, and no others, in their order", () => {
    const radius = fc.double({ min: 0.05, max: 2, noNaN: true });
    fc.assert(
      fc.property(anyDrawing(20), anyPoint, anyPoint, radius, (drawing, from, to, size) => {
        const left = erase(drawing, [from, to], size);
        const near = (i: number) => distance(drawing, i, from, to) - size;
        // The tried points of the way lie at most 0.02 apart.
        const sure = [...drawing.labels.keys()].filter((i) => near(i) > 0.01);
        const kept = [...drawing.labels.keys()].filter((i) => near(i) > -1e-6);
        expect(countOf(left)).toBeGreaterThanOrEqual(sure.length);
        expect(countOf(left)).toBeLessThanOrEqual(kept.length);
        const rows = rowsOf(drawing);
        let at = -1;
        for (const row of rowsOf(left)) {
          at = rows.indexOf(row, at + 1);
          expect(at).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("gives back the same drawing where there is nothing to erase", () => {
    const drawing = drawingOf([0, 0, 1], [3, 3, 2]);
    expect(erase(drawing, way(1.5, -3, 1.5, 3), 1)).toBe(drawing);
    expect(erase(drawing, way(0, -3, 0, 3), 1)).toEqual(drawingOf([3, 3, 2]));
  });
});

const rowsOf = ({ points, labels }: Drawing) =>
  Array.from(labels, (label, i) => `${points[2 * i]} ${points[2 * i + 1]} ${label}`);

describe("fitted", () => {
  it("leaves a drawing that the board can show", () => {
    const drawing = drawingOf([-10, 3, 0], [10, 2, 1]);
    expect(fitted(drawing)).toEqual({ drawing, change: null });
  });

  it("brings any other to the middle of the board, keeps its shape, and says so", () => {
    const { drawing, change } = fitted(drawingOf([100, 50, 0], [120, 50, 1], [110, 60, 1]));
    expect([...drawing.points]).toEqual([-5, -2.5, 5, -2.5, 0, 2.5]);
    expect(change).toContain("reach 120");
    expect(change).toContain(`ends at ${REACH}`);
    expect(change).toContain("scaled by 0.500");
  });

  it("puts any one far place in the middle", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (far) => {
        fc.pre(Math.abs(far) > REACH);
        const { drawing } = fitted(drawingOf([far, far, 0], [far, far, 0]));
        expect(drawing.points.every((value) => Math.abs(value) <= REACH)).toBe(true);
      }),
    );
  });
});

describe("the board", () => {
  it("shows six units each way, or what a drawing needs, and no more than ten", () => {
    expect(extentOf(EMPTY)).toBe(6);
    expect(extentOf(drawingOf([1, -7.2, 0]))).toBe(8);
    expect(extentOf(drawingOf([10, 0, 0]))).toBe(10);
  });

  it("says what is on it", () => {
    expect(summaryOf(EMPTY)).toBe("no points yet");
    expect(summaryOf(drawingOf([0, 0, 4]))).toBe("1 point in 1 class");
    expect(summaryOf(drawingOf([0, 0, 4], [0, 0, 8], [1, 1, 8]))).toBe("3 points in 2 classes");
  });

  it("has starters that it shows whole, the same for the same seed", () => {
    for (const [name, starter] of Object.entries(STARTERS)) {
      expect(starter(3), name).toEqual(starter(3));
      expect(starter(3).points, name).not.toEqual(starter(4).points);
      expect(extentOf(starter(3)), name).toBe(6);
    }
    expect(summaryOf(STARTERS["Two blobs"]!(1))).toBe("1,500 points in 2 classes");
  });
});
