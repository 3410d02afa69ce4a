import { describe, expect, it } from "vitest";
import { cross, densityOf, grid } from "../../src/data/density.ts";
import { toyOod } from "../../src/data/ood.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { gridTruth } from "../../src/model/quadrature.ts";

describe.each([cross, grid])("the $name", (density) => {
  it("has a density that integrates to 1", () => {
    const size = 400;
    const cell = ((2 * density.extent) / size) ** 2;
    let mass = 0;
    for (let i = 0; i < size * size; i++) {
      const at = (index: number) => -density.extent + (index + 0.5) * Math.sqrt(cell);
      mass += density.density(at(i % size), at(Math.floor(i / size))) * cell;
    }
    expect(mass).toBeCloseTo(1, 5);
  });

  it("draws points whose mean -log density is the entropy", () => {
    const { entropy } = gridTruth({ size: 400, extent: density.extent }, density);
    const { points } = density.sample(50_000, { seed: 5, name: "points" });
    let sum = 0;
    for (let i = 0; i < points.length; i += 2) {
      sum -= Math.log(density.density(points[i], points[i + 1]));
    }
    expect(sum / 50_000).toBeCloseTo(entropy, 1.5);
  });

  it("has modes of equal mass", () => {
    const { modeMass } = gridTruth({ size: 400, extent: density.extent }, density);
    for (const mass of modeMass) expect(mass).toBeCloseTo(1 / density.modes, 2);
  });
});

describe("the grid", () => {
  it("labels a point with its own cross", () => {
    const { points, labels } = grid.sample(2000, { seed: 5, name: "points" });
    let same = 0;
    labels.forEach((label, i) => {
      same += grid.modeOf(points[2 * i], points[2 * i + 1]) === label ? 1 : 0;
    });
    expect(same / 2000).toBeGreaterThan(0.995);
  });
});

describe.each(["cross", "grid"] as const)("toyOod on the %s", (name) => {
  const density = densityOf(name);
  const { points, labels } = density.sample(5000, { seed: 1, name: "points" });
  const inside = density.sample(2000, { seed: 1, name: "heldOut" }).points;
  const mixture = fitMixture(points, labels, 2, density.classes);
  const sets = toyOod(density, mixture, inside, 400, 1);

  it.each(["near", "mid", "far"] as const)("fills %s with points of low true density", (group) => {
    expect(sets[group].length).toBe(800);
    const low = inside
      .filter((_, i) => i % 2 === 0)
      .map((x, i) => density.density(x, inside[2 * i + 1]))
      .sort()[100];
    for (let i = 0; i < 800; i += 2) {
      expect(density.density(sets[group][i], sets[group][i + 1])).toBeLessThanOrEqual(low);
    }
  });

  it("puts far on its ring", () => {
    const [inner, outer] = density.farRing;
    for (let i = 0; i < 800; i += 2) {
      const radius = Math.hypot(sets.far[i], sets.far[i + 1]);
      expect(radius).toBeGreaterThanOrEqual(inner - 1e-4);
      expect(radius).toBeLessThanOrEqual(outer + 1e-4);
    }
  });

  it("gives the same points for the same seed", () => {
    expect(toyOod(density, mixture, inside, 400, 1).near).toEqual(sets.near);
  });
});
