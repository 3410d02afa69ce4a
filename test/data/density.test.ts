import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { gridPoints, gridTruth } from "../../src/model/quadrature.ts";
import { TOY_DATA } from "../../src/model/recipe.ts";
import { anyShape, DRAWING, density, sizeFor } from "./shapes.ts";

const POINTS = 20_000;
const STREAM = { seed: 5, name: "points" } as const;

describe.each(TOY_DATA)("the density of %s", (data) => {
  const truth = density(data);
  const { points, labels } = truth.sample(POINTS, STREAM);
  const size = sizeFor(truth, toyDefaults(data, "correction").shape);
  const table = gridTruth({ size, extent: truth.extent }, truth);

  it("integrates to 1 whatever its dials", () => {
    fc.assert(
      fc.property(anyShape, (dials) => {
        const own = densityOf({ data, shape: dials }, DRAWING);
        const grid = { size: sizeFor(own, dials), extent: own.extent };
        const places = gridPoints(grid);
        let mass = 0;
        for (let i = 0; i < places.length; i += 2) mass += own.density(places[i], places[i + 1]);
        mass *= ((2 * grid.extent) / grid.size) ** 2;
        expect(Math.abs(mass - 1)).toBeLessThan(1e-3);
      }),
      { numRuns: 5 },
    );
  });

  it("is what the points are drawn from, by a chi-square test of 20 x 20 cells", () => {
    const cells = 20;
    const expected = new Float64Array(cells * cells);
    const found = new Float64Array(cells * cells);
    const area = ((2 * truth.extent) / size) ** 2;
    table.density.forEach((value, i) => {
      const column = Math.floor(((i % size) * cells) / size);
      const row = Math.floor((Math.floor(i / size) * cells) / size);
      expected[column + cells * row] += POINTS * value * area;
    });
    const cell = (v: number) => Math.floor(((v + truth.extent) * cells) / (2 * truth.extent));
    for (let i = 0; i < points.length; i += 2)
      found[cell(points[i]) + cells * cell(points[i + 1])]++;
    let square = 0;
    let free = -1;
    expected.forEach((count, i) => {
      if (count < 5) return;
      square += (found[i] - count) ** 2 / count;
      free++;
    });
    expect(square).toBeLessThan(free + 4 * Math.sqrt(2 * free));
  });

  it("gives each mode the share of the points that it has of the mass", () => {
    const shares = new Float64Array(truth.modes.length);
    for (let i = 0; i < points.length; i += 2) {
      shares[truth.modeOf(points[i], points[i + 1])] += 1 / POINTS;
    }
    shares.forEach((share, i) => {
      expect(Math.abs(share - table.modeMass[i])).toBeLessThan(0.015);
      expect(share).toBeGreaterThan(0);
    });
  });

  it("lets all its points have the class of one of its classes, and each class have some", () => {
    expect([...new Set(labels)].sort()).toEqual(Array.from({ length: truth.classes }, (_, i) => i));
  });

  it("keeps map and far ring around its points", () => {
    expect(truth.farRing[0]).toBeLessThan(truth.farRing[1]);
    expect(truth.farRing[1]).toBeLessThan(Math.SQRT2 * truth.extent);
    let beyond = 0;
    for (let i = 0; i < points.length; i += 2) {
      if (Math.hypot(points[i], points[i + 1]) > truth.farRing[0]) beyond++;
    }
    expect(beyond / POINTS).toBeLessThan(0.005);
  });

  it("draws the same points for the same seed", () => {
    expect(truth.sample(50, STREAM)).toEqual(truth.sample(50, STREAM));
    expect(truth.sample(50, STREAM)).not.toEqual(truth.sample(50, { ...STREAM, seed: 6 }));
  });

  it("names its modes apart, and finds one for every point", () => {
    fc.assert(
      fc.property(anyShape, (dials) => {
        const { modes, modeOf, extent } = densityOf({ data, shape: dials }, DRAWING);
        expect(new Set(modes.map(({ name }) => name)).size).toBe(modes.length);
        for (const { x, y } of modes) {
          expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(extent);
        }
        for (let i = 0; i < 100; i++) {
          const mode = modeOf(2 * extent * Math.sin(i), 2 * extent * Math.cos(3 * i));
          expect(modes[mode]).toBeDefined();
        }
      }),
      { numRuns: 10 },
    );
  });

  it("has each mode where it says", () => {
    truth.modes.forEach(({ x, y }, i) => {
      expect(truth.modeOf(x, y)).toBe(i);
    });
  });
});

describe("the density of the cross and the grid", () => {
  it("draws the points it always drew", () => {
    const first = (data: "cross" | "grid") => [...density(data).sample(2, STREAM).points];
    expect(first("cross")).toEqual([
      -0.12709416449069977, -0.15726719796657562, -1.2079424858093262, -1.285279393196106,
    ]);
    expect(first("grid")).toEqual([
      -3.063547134399414, -0.07863359898328781, 2.396028757095337, -3.642639636993408,
    ]);
  });
});

describe.each(["grid", "moons", "rings", "spirals", "pinwheel", "drawn"] as const)(
  "the density of %s",
  (data) => {
    it("takes each class for the mode that most of its points are in", () => {
      const truth = density(data);
      const { points, labels } = truth.sample(2000, STREAM);
      const same = labels.filter((label, i) => {
        const mode = truth.modeOf(points[2 * i], points[2 * i + 1]);
        const { x, y } = truth.modes[mode];
        return data === "drawn" ? DRAWN_CLASS(x, y) === label : mode === label;
      });
      expect(same.length / 2000).toBeGreaterThan(0.97);
    });
  },
);

/** The class of the blob of the drawing at (x, y). */
const DRAWN_CLASS = (x: number, y: number) => (x > 1 ? 1 : y > 0 ? 0 : 2);

describe("the density of gaussians", () => {
  it("has weights and distances in geometric progression", () => {
    const truth = density("gaussians", {
      spacing: 3,
      modes: 4,
      weightRatio: 0.5,
      distanceRatio: 1.5,
      width: 0.2,
    });
    const { modeMass } = gridTruth({ size: 200, extent: truth.extent }, truth);
    modeMass.forEach((mass, i) => {
      expect(mass).toBeCloseTo(0.5 ** i / (1 + 0.5 + 0.25 + 0.125), 3);
    });
    const gaps = truth.modes.slice(1).map(({ x, y }, i) => {
      return Math.hypot(x - truth.modes[i].x, y - truth.modes[i].y);
    });
    expect(gaps[1] / gaps[0]).toBeCloseTo(1.5, 9);
    expect(gaps[2] / gaps[1]).toBeCloseTo(1.5, 9);
    expect((gaps[0] + gaps[1] + gaps[2]) / 3).toBeCloseTo(3, 9);
  });
});

describe("the density of the checkerboard", () => {
  it.each([2, 3, 4, 5, 6, 7, 8, 9])(
    "has its edges on those of the maps' cells, %i a side",
    (modes) => {
      const truth = density("checkerboard", { modes });
      for (const size of [100, 200]) {
        const { modeMass, entropy } = gridTruth({ size, extent: truth.extent }, truth);
        for (const mass of modeMass) expect(mass).toBeCloseTo(1 / truth.modes.length, 9);
        expect(entropy).toBeCloseTo(Math.log(truth.modes.length * 1.5 ** 2), 9);
      }
    },
  );
});
