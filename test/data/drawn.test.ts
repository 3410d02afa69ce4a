import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { gridTruth } from "../../src/model/quadrature.ts";
import { DRAWING_POINTS, type Drawing, type ToyShape } from "../../src/model/recipe.ts";
import { blobs, DRAWING } from "./shapes.ts";

const { shape } = toyDefaults("drawn", "correction");
const drawn = (drawing: Drawing | null, dials: Partial<ToyShape> = {}) =>
  densityOf({ data: "drawn", shape: { ...shape, ...dials } }, drawing);
const of = (points: number[], labels = points.slice(points.length / 2).map(() => 0)): Drawing => ({
  points: Float32Array.from(points),
  labels: Uint8Array.from(labels),
});
const names = (drawing: Drawing) => drawn(drawing).modes.map(({ name }) => name);

describe("the density of a drawing", () => {
  it.each([
    ["no drawing", null, /^drawing: expected at least 1 point, found 0; draw some, or/],
    ["an empty one", of([]), /^drawing: expected at least 1 point, found 0; draw some, or/],
    [
      "too many points",
      { points: new Float32Array(2 * 20_001), labels: new Uint8Array(20_001) },
      /^drawing: expected at most 20000 points, found 20001; erase some$/,
    ],
    [
      "a point that is nowhere",
      of([0, 0, 1, Number.NaN]),
      /^drawing: expected coordinates from -20 to 20, found \(1, NaN\) at point 2 of 2; erase it$/,
    ],
    [
      "a point that is infinitely far",
      of([Number.POSITIVE_INFINITY, 2]),
      /found \(Infinity, 2\) at point 1 of 1/,
    ],
    ["a point off the map", of([0, 0, 0, -20.5]), /found \(0, -20\.5\) at point 2 of 2/],
    [
      "points without classes",
      of([0, 0, 1, 1], [0]),
      /expected a class for each of 2 points, found 1/,
    ],
  ])("says what is wrong with %s", (_, drawing, message) => {
    expect(() => drawn(drawing)).toThrow(message);
  });

  it("is a Gaussian of the width at each point", () => {
    const { density } = drawn(of([1, -0.5, -1, 2]), { width: 0.5 });
    const gauss = (x: number, y: number) => Math.exp(-(x * x + y * y) / 0.5) / (2 * Math.PI * 0.25);
    for (const [x, y] of [
      [1, -0.5],
      [1.3, 0.2],
      [0, 1],
    ]) {
      const expected = (gauss(x - 1, y + 0.5) + gauss(x + 1, y - 2)) / 2;
      expect(density(x, y)).toBeCloseTo(expected, 6);
    }
  });

  it("is near the kernel density of points anywhere, though it puts them on a lattice", () => {
    const { density } = drawn(DRAWING);
    const { points } = DRAWING;
    for (let i = 0; i < 30; i++) {
      const [x, y] = [3 * Math.sin(i), 3 * Math.cos(2 * i)];
      let sum = 0;
      for (let p = 0; p < points.length; p += 2) {
        sum += Math.exp(
          -((points[p] - x) ** 2 + (points[p + 1] - y) ** 2) / (2 * shape.width ** 2),
        );
      }
      const direct = sum / (Math.PI * shape.width ** 2 * points.length);
      expect(Math.abs(density(x, y) - direct)).toBeLessThan(0.01);
    }
  });

  it("numbers its classes without gaps", () => {
    const { classes, sample } = drawn(DRAWING);
    expect(classes).toBe(3);
    expect(new Set(sample(500, { seed: 1, name: "points" }).labels)).toEqual(new Set([0, 1, 2]));
  });

  it("has a mode a patch, heaviest first, named by its place", () => {
    expect(names(DRAWING).sort()).toEqual(["bottom", "right", "top left"]);
    expect(names(of([0, 0]))).toEqual(["centre"]);
    const two = blobs([
      [-3, -3, 0],
      [-3, 3, 0],
      [-3, 3, 0],
    ]);
    expect(names(two)).toEqual(["top left", "bottom left"]);
  });

  it("counts patches of one place", () => {
    expect(names(of([0.7, 0.7, -0.7, -0.7, 3, 0])).sort()).toEqual([
      "centre 1",
      "centre 2",
      "right",
    ]);
  });

  it("has at most 24 modes, and gives crumbs to the nearest", () => {
    const spots = Array.from({ length: 36 }, (_, i) => [
      3 * (i % 6) - 7.5,
      3 * Math.floor(i / 6) - 7.5,
    ]);
    expect(drawn(of(spots.flat())).modes.length).toBe(24);
    const heavy = Array.from({ length: 99 }, (_, i) => [0.01 * (i % 10), 0.01 * (i % 9)]).flat();
    const crumb = drawn(of([...heavy, 4, 4]));
    expect(crumb.modes.length).toBe(1);
    expect(crumb.modeOf(4, 4)).toBe(0);
  });

  it.each([
    ["one point", of([3, 3])],
    ["the same point many times", of(Array.from({ length: 2000 }, () => 1.5))],
    ["a line", of(Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? i / 500 - 2 : 1)))],
    ["the corners of what can be drawn", of([20, 20, -20, -20, 20, -20])],
    ["two points almost in one place", of([1, 1, 1 + 1e-7, 1])],
  ])("stands %s, at any width", (_, drawing) => {
    for (const width of [0.05, 0.2, 1]) {
      const truth = drawn(drawing, { width });
      const { entropy, modeMass } = gridTruth({ size: 100, extent: truth.extent }, truth);
      expect(Number.isFinite(entropy)).toBe(true);
      expect(modeMass.reduce((sum, mass) => sum + mass)).toBeCloseTo(1, 9);
      expect(Math.min(...modeMass)).toBeGreaterThan(0);
    }
  });

  it("stands any drawing", () => {
    const coordinate = fc.float({ min: -20, max: 20, noNaN: true });
    const point = fc.tuple(coordinate, coordinate, fc.integer({ min: 0, max: 8 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 40 }), (all) => {
        const labels = all.map(([, , label]) => label);
        const places = all.flatMap((place) => place.slice(0, 2));
        const truth = drawn(of(places, labels));
        const { modeMass, entropy } = gridTruth({ size: 100, extent: truth.extent }, truth);
        expect(Number.isFinite(entropy)).toBe(true);
        expect(modeMass.every((mass) => mass > 0)).toBe(true);
        expect(truth.classes).toBe(new Set(labels).size);
      }),
      { numRuns: 10 },
    );
  });

  it("takes as many points as can be drawn", () => {
    const points = Float32Array.from({ length: 2 * DRAWING_POINTS }, (_, i) => 3 * Math.sin(i * i));
    const truth = drawn({ points, labels: new Uint8Array(DRAWING_POINTS) });
    const { modeMass } = gridTruth({ size: 200, extent: truth.extent }, truth);
    expect(modeMass.reduce((sum, mass) => sum + mass)).toBeCloseTo(1, 9);
  });
});
