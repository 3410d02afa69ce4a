import { describe, expect, it } from "vitest";
import { scaledBessel } from "../../src/data/densities/rings.ts";

describe("scaledBessel", () => {
  it("is exp(-x) I0(x), the mean of exp(x (cos t - 1)) over a turn", () => {
    const STEPS = 2000;
    for (const x of [0, 0.1, 1, 3, 3.74, 3.75, 4, 10, 50, 500]) {
      let mean = 0;
      for (let i = 0; i < STEPS; i++) {
        mean += Math.exp(x * (Math.cos((2 * Math.PI * i) / STEPS) - 1)) / STEPS;
      }
      expect(Math.abs(scaledBessel(x) - mean)).toBeLessThan(3e-7);
    }
  });
});
