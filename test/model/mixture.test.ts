import { describe, expect, it } from "vitest";
import { fitMixture, RIDGE, sampleClasses, sampleMixture } from "../../src/model/mixture.ts";
import { gridPoints } from "../../src/model/quadrature.ts";
import { normals, type Stream } from "../../src/model/random.ts";
import { mixtureEnergy64 } from "../kernels/energy64.ts";

const stream: Stream = { seed: 3, name: "points" };
const START = { update: 0, step: 0 };

/** Two classes, each the four points mean +- 1 in one coordinate. */
const POINTS = Float32Array.from([1, 0, -1, 0, 0, 1, 0, -1, 6, 0, 4, 0, 5, 1, 5, -1]);
const LABELS = Int32Array.from([0, 0, 0, 0, 1, 1, 1, 1]);

describe("fitMixture", () => {
  it("finds weights, means and the tied covariance of eq. 10 in a case worked by hand", () => {
    const mixture = fitMixture(POINTS, LABELS, 2, 2);
    expect([...mixture.weights]).toEqual([0.5, 0.5]);
    expect([...mixture.means]).toEqual([0, 0, 5, 0]);
    // Each coordinate has variance 1/2, and the two are uncorrelated.
    const s = Math.SQRT1_2;
    expect([...mixture.cholesky]).toEqual([s, 0, 0, s].map((v) => expect.closeTo(v, 12)));
    expect([...mixture.whitening]).toEqual([1 / s, 0, 0, 1 / s].map((v) => expect.closeTo(v, 12)));
  });

  it("names a class without points", () => {
    expect(() => fitMixture(POINTS, LABELS, 2, 3)).toThrow("class 2 of 3 has no point");
  });

  it("gives a singular covariance a small ridge: a constant column is the mean's alone", () => {
    const flat = Float32Array.from([0, 7, 1, 7, 2, 7, 3, 7]);
    const mixture = fitMixture(flat, new Int32Array(4), 2, 1);
    expect(mixture.means[1]).toBe(7);
    // Variances 5/4 and 0, their mean 5/8: the ridge is 6.25e-7.
    expect(mixture.cholesky[3] ** 2).toBeCloseTo(6.25e-7, 12);
    expect(mixture.cholesky[0] ** 2).toBeCloseTo(1.25, 5);
    expect(mixture.ridge).toBe(RIDGE);
  });

  it("adds the ridge asked for, and tells it", () => {
    const mixture = fitMixture(POINTS, LABELS, 2, 2, 0.5);
    expect(mixture.ridge).toBe(0.5);
    expect(mixture.cholesky[0] ** 2).toBeCloseTo(0.75, 12);
    expect(fitMixture(POINTS, LABELS, 2, 2).ridge).toBe(0);
  });

  it("takes the rescue's ridge where a smaller one is asked for and does not do", () => {
    const flat = Float32Array.from([0, 7, 1, 7, 2, 7, 3, 7]);
    expect(fitMixture(flat, new Int32Array(4), 2, 1, 1e-14).ridge).toBe(RIDGE);
    expect(fitMixture(flat, new Int32Array(4), 2, 1, 1e-3).ridge).toBe(1e-3);
  });

  it("refuses points without any spread", () => {
    const same = new Float32Array(8).fill(3);
    expect(() => fitMixture(same, new Int32Array(4), 2, 1)).toThrow("expected some spread");
    // A mean of equal thirds is off by rounding.
    const thirds = new Float32Array(14).fill(1 / 3);
    expect(() => fitMixture(thirds, new Int32Array(7), 2, 1)).toThrow("expected some spread");
  });

  it("whitens what it was fitted on, at a condition of 1e7, to nine digits", () => {
    const [n, d] = [600, 12];
    const draws = normals(stream, new Float32Array(n * d));
    const points = draws.map((value, i) => {
      const axis = i % d;
      return (value + (axis > 0 ? 0.5 * draws[i - 1] : 0)) * 10 ** ((-4 * axis) / d);
    });
    const { means, whitening, ridge } = fitMixture(points, new Int32Array(n), d, 1);
    expect(ridge).toBe(0);
    const covariance = new Float64Array(d * d);
    for (let i = 0; i < n; i++) {
      const y = Array.from({ length: d }, (_, row) => {
        let sum = 0;
        for (let k = 0; k <= row; k++)
          sum += whitening[row * d + k] * (points[i * d + k] - means[k]);
        return sum;
      });
      y.forEach((a, row) => {
        y.forEach((b, column) => {
          covariance[row * d + column] += (a * b) / n;
        });
      });
    }
    covariance.forEach((value, at) => {
      expect(Math.abs(value - (at % (d + 1) === 0 ? 1 : 0))).toBeLessThan(1e-9);
    });
  });
});

describe("mixtureEnergy64", () => {
  it("is the closed form of one Gaussian", () => {
    const mixture = fitMixture(POINTS.slice(0, 8), LABELS.slice(0, 4), 2, 1);
    const [energy] = mixtureEnergy64(mixture, Float32Array.from([0.5, -1]));
    // N(0, I/2): -log p = log(pi) + x^2 + y^2.
    expect(energy).toBeCloseTo(Math.log(Math.PI) + 1.25, 12);
  });

  it("is a negative log density: exp(-E_G) integrates to 1", () => {
    const mixture = fitMixture(POINTS, LABELS, 2, 2);
    const grid = { size: 300, extent: 12 };
    const cell = (24 / 300) ** 2;
    const energies = mixtureEnergy64(mixture, gridPoints(grid));
    expect(energies.reduce((sum, e) => sum + Math.exp(-e) * cell, 0)).toBeCloseTo(1, 6);
  });
});

describe("sampleMixture", () => {
  it("draws points that fit back to the same mixture", () => {
    const mixture = fitMixture(POINTS, LABELS, 2, 2);
    const classes = sampleClasses(mixture, 40_000, stream, START);
    const points = sampleMixture(mixture, classes, stream, { update: 0, step: 1 });
    const again = fitMixture(points, classes, 2, 2);
    again.weights.forEach((value, i) => {
      expect(value).toBeCloseTo(mixture.weights[i], 1.7);
    });
    again.means.forEach((value, i) => {
      expect(Math.abs(value - mixture.means[i])).toBeLessThan(0.02);
    });
    again.cholesky.forEach((value, i) => {
      expect(Math.abs(value - mixture.cholesky[i])).toBeLessThan(0.02);
    });
  });
});
