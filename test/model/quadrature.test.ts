import { describe, expect, it } from "vitest";
import { fitOnGrid, gridPoints, gridTruth } from "../../src/model/quadrature.ts";

const LOG_TWO_PI = Math.log(2 * Math.PI);
const gaussian = {
  modes: ["left", "right"],
  density: (x: number, y: number) => Math.exp(-(x * x + y * y) / 2) / (2 * Math.PI),
  modeOf: (x: number) => (x < 0 ? 0 : 1),
};
const grid = { size: 120, extent: 8 };
const points = gridPoints(grid);

/** -log N(z; (mean, 0), variance I) without its constant. */
const energyOf = (mean: number, variance: number) =>
  Float32Array.from(
    { length: points.length / 2 },
    (_, i) => ((points[2 * i] - mean) ** 2 + points[2 * i + 1] ** 2) / (2 * variance),
  );

describe("gridTruth", () => {
  it("knows a Gaussian's entropy, log(2 pi e)", () => {
    expect(gridTruth(grid, gaussian).entropy).toBeCloseTo(LOG_TWO_PI + 1, 6);
  });

  it("divides the mass between the modes", () => {
    const { modeMass } = gridTruth(grid, gaussian);
    expect([...modeMass]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.5, 9)]);
  });
});

describe("fitOnGrid", () => {
  const truth = gridTruth(grid, gaussian);

  it("gives the true density its entropy, whatever constant the energy carries", () => {
    const shifted = energyOf(0, 1).map((value) => value + 100);
    const fit = fitOnGrid(truth, shifted);
    expect(fit.nll).toBeCloseTo(truth.entropy, 4);
    expect(fit.logZ).toBeCloseTo(LOG_TWO_PI - 100, 3);
    expect(fit.tv).toBeCloseTo(0, 6);
  });

  it("gives another Gaussian its cross-entropy", () => {
    // E[|z - mean|^2] / (2 v) + log(2 pi v), for mean (1, 0) and v = 2.
    const { nll } = fitOnGrid(truth, energyOf(1, 2));
    expect(nll).toBeCloseTo((2 + 1) / 4 + LOG_TWO_PI + Math.log(2), 3);
  });

  it("measures the mass that moved between modes", () => {
    const { modeMass, tv } = fitOnGrid(truth, energyOf(6, 0.25));
    expect(modeMass[1]).toBeCloseTo(1, 6);
    expect(tv).toBeCloseTo(0.5, 6);
  });
});
