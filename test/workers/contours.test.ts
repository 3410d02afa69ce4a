import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contourPaths } from "../../workers/contours.ts";

const SIZE = 24;

/** A plane over the cells' centres, such as (0.5, 0.5) of the first. */
function plane(slopeX: number, slopeY: number, size = SIZE): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => {
    return slopeX * ((i % size) + 0.5) + slopeY * (Math.floor(i / size) + 0.5);
  });
}

/** A path's runs of points. */
function runsOf(path: string): [number, number][][] {
  return path
    .split("M")
    .slice(1)
    .map((run) => run.split("L").map((point) => point.split(",").map(Number) as [number, number]))
    .filter((run) => run.length > 1);
}

const levels = (lines: { level: number }[]) => lines.map(({ level }) => level);
const onEdge = (...point: number[]) => point.some((value) => value <= 0 || value >= SIZE);

describe("contourPaths", () => {
  it("draws about six lines at round levels of the domain", () => {
    expect(levels(contourPaths(plane(1, 0), SIZE, [0.8, 20.3]))).toEqual([5, 10, 15, 20]);
    expect(levels(contourPaths(plane(0.01, 0), SIZE, [0.05, 0.17]))).toEqual([
      0.06, 0.08, 0.1, 0.12, 0.14, 0.16,
    ]);
  });

  it("draws one straight line a level of a plane, without the map's edge", () => {
    for (const { level, path } of contourPaths(plane(1, 0), SIZE, [4, 20])) {
      const runs = runsOf(path);
      expect(runs.length).toBe(1);
      const inside = runs[0].filter((point) => !onEdge(...point));
      expect(inside.length).toBeGreaterThan(SIZE - 2);
      for (const [x] of inside) expect(x).toBeCloseTo(level, 6);
    }
  });

  it("keeps to the level on any plane, to the tenth of a cell that paths are written in", () => {
    const slope = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(slope, slope, (a, b) => {
        fc.pre(Math.abs(a) + Math.abs(b) > 0.1);
        const values = plane(a, b);
        const lines = contourPaths(values, SIZE, [Math.min(...values), Math.max(...values)]);
        expect(lines.length).toBeGreaterThan(2);
        for (const { level, path } of lines) {
          for (const run of runsOf(path)) {
            for (const [x, y] of run.filter((point) => !onEdge(...point))) {
              const error = Math.abs(a * x + b * y - level);
              expect(error).toBeLessThanOrEqual(0.051 * (Math.abs(a) + Math.abs(b)));
            }
          }
        }
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it("closes the line around a hill, and around each of two", () => {
    const hill = (x: number, y: number, cx: number) =>
      Math.exp(-((x - cx) ** 2 + (y - 12) ** 2) / 8);
    const values = Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
      const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
      return hill(x, y, 6) + hill(x, y, 18);
    });
    const [{ path }] = contourPaths(values, SIZE, [0.5, 0.5]);
    const runs = runsOf(path);
    expect(runs.length).toBe(2);
    for (const run of runs) expect(run.at(-1)).toEqual(run[0]);
  });

  it.each([
    ["below", -1],
    ["on", 0.5],
    ["above", 7],
  ])("draws nothing on a flat field %s every level", (_, value) => {
    const flat = new Float32Array(SIZE * SIZE).fill(value);
    expect(contourPaths(flat, SIZE, [0, 1]).flatMap(({ path }) => runsOf(path))).toEqual([]);
  });
});
