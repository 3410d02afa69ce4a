import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { toyOod } from "../../src/data/ood.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { TOY_DATA } from "../../src/model/recipe.ts";
import { anyShape, DRAWING, density } from "./shapes.ts";

describe.each(TOY_DATA)("toyOod on %s", (data) => {
  const truth = density(data);
  const { points, labels } = truth.sample(5000, { seed: 1, name: "points" });
  const inside = truth.sample(2000, { seed: 1, name: "heldOut" }).points;
  const mixture = fitMixture(points, labels, 2, truth.classes);
  const sets = toyOod(truth, mixture, inside, 400, 1);

  it.each(["near", "mid", "far"] as const)("fills %s with points of low true density", (group) => {
    expect(sets[group].length).toBe(800);
    const low = inside
      .filter((_, i) => i % 2 === 0)
      .map((x, i) => truth.density(x, inside[2 * i + 1]))
      .sort()[100];
    for (let i = 0; i < 800; i += 2) {
      expect(truth.density(sets[group][i], sets[group][i + 1])).toBeLessThanOrEqual(low);
    }
  });

  it("puts far on its ring", () => {
    const [inner, outer] = truth.farRing;
    for (let i = 0; i < 800; i += 2) {
      const radius = Math.hypot(sets.far[i], sets.far[i + 1]);
      expect(radius).toBeGreaterThanOrEqual(inner - 1e-4);
      expect(radius).toBeLessThanOrEqual(outer + 1e-4);
    }
  });

  it("gives the same points for the same seed", () => {
    expect(toyOod(truth, mixture, inside, 400, 1).near).toEqual(sets.near);
  });
});

describe("toyOod", () => {
  it.each([2, 3, 4, 5, 6])("puts no point on a board of %i squares a side", (modes) => {
    const truth = density("checkerboard", { modes });
    const { points, labels } = truth.sample(2000, { seed: 1, name: "points" });
    const { near, mid } = toyOod(truth, fitMixture(points, labels, 2, 1), points, 200, 1);
    for (const set of [near, mid]) {
      for (let i = 0; i < set.length; i += 2) expect(truth.density(set[i], set[i + 1])).toBe(0);
    }
  });

  it("fills its sets whatever the data and their dials", () => {
    fc.assert(
      fc.property(fc.constantFrom(...TOY_DATA), anyShape, (data, dials) => {
        const truth = densityOf({ data, shape: dials }, DRAWING);
        const { points, labels } = truth.sample(2000, { seed: 1, name: "points" });
        const mixture = fitMixture(points, labels, 2, truth.classes);
        const { near, mid, far } = toyOod(truth, mixture, points, 50, 1);
        expect([near.length, mid.length, far.length]).toEqual([100, 100, 100]);
      }),
      { numRuns: 40 },
    );
  });

  it("leaves a set empty where nothing is out of distribution", () => {
    const everywhere = { ...density("cross"), density: () => 1 };
    const { points, labels } = everywhere.sample(500, { seed: 1, name: "points" });
    const sets = toyOod(everywhere, fitMixture(points, labels, 2, 1), points, 50, 1);
    expect(sets.near.length + sets.mid.length + sets.far.length).toBe(0);
  });
});
