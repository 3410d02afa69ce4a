import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import {
  cellMasses,
  drawCells,
  fitOnGrid,
  gridPoints,
  gridTruth,
  logNormaliser,
} from "../../src/model/quadrature.ts";
import { uniforms } from "../../src/model/random.ts";
import reference from "../fixtures/entropy-reference.json" with { type: "json" };

/** What quadrature promises, in nats. */
const NATS = 1e-3;
const LOG_TWO_PI = Math.log(2 * Math.PI);
/** The grid while training, and the one at rest. */
const SIZES = [100, 200];

/** A Gaussian with sds `a` and `b` along axes turned by `angle`. */
interface Gaussian {
  mean: [number, number];
  a: number;
  b: number;
  angle: number;
}

/** -log N(x, y), constants kept. */
function surprise({ mean, a, b, angle }: Gaussian, x: number, y: number): number {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const along = (c * (x - mean[0]) + s * (y - mean[1])) / a;
  const across = (c * (y - mean[1]) - s * (x - mean[0])) / b;
  return (along * along + across * across) / 2 + LOG_TWO_PI + Math.log(a * b);
}

/** KL (p || q) in closed form: (tr(Q^-1 P) + d' Q^-1 d - 2 + log |Q| / |P|) / 2. */
function klOf(p: Gaussian, q: Gaussian): number {
  const turn = p.angle - q.angle;
  const [c2, s2] = [Math.cos(turn) ** 2, Math.sin(turn) ** 2];
  const trace =
    (p.a ** 2 * c2 + p.b ** 2 * s2) / q.a ** 2 + (p.a ** 2 * s2 + p.b ** 2 * c2) / q.b ** 2;
  const apart = 2 * (surprise(q, ...p.mean) - surprise(q, ...q.mean));
  return (trace + apart - 2) / 2 + Math.log((q.a * q.b) / (p.a * p.b));
}

/** A Gaussian as a truth; its modes are the halves of the plane left and right of `at`. */
const truthOf = (gaussian: Gaussian, at = 0) => ({
  modes: [0, 1],
  density: (x: number, y: number) => Math.exp(-surprise(gaussian, x, y)),
  modeOf: (x: number) => (x < at ? 0 : 1),
});

/** Energies at the points of a grid. */
function energiesOn(
  grid: { size: number; extent: number },
  energy: (x: number, y: number) => number,
): Float32Array {
  const points = gridPoints(grid);
  return Float32Array.from({ length: points.length / 2 }, (_, i) =>
    energy(points[2 * i], points[2 * i + 1]),
  );
}

/** Phi(z), by Simpson's rule. */
function normalBelow(z: number): number {
  const steps = 2000;
  const h = (z + 10) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = -10 + i * h;
    sum += (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * Math.exp((-x * x) / 2);
  }
  return (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

const EXTENT = 6;
const round: Gaussian = { mean: [0, 0], a: 1, b: 1, angle: 0 };
const long: Gaussian = { mean: [0.4, -0.3], a: 1.1, b: 0.2, angle: 0 };
const turned: Gaussian = { mean: [-0.5, 0.8], a: 0.9, b: 0.15, angle: Math.PI / 5 };

describe.each(SIZES)("quadrature on %i x %i cells, to a thousandth of a nat,", (size) => {
  const grid = { size, extent: EXTENT };

  it.each([
    ["round", round],
    ["long", long],
    ["turned", turned],
  ])("knows the entropy and log Z of a %s Gaussian", (_, gaussian) => {
    const truth = gridTruth(grid, truthOf(gaussian));
    const entropy = LOG_TWO_PI + 1 + Math.log(gaussian.a * gaussian.b);
    expect(Math.abs(truth.entropy - entropy)).toBeLessThan(NATS);
    const energies = energiesOn(grid, (x, y) => surprise(gaussian, x, y) + 7);
    expect(Math.abs(logNormaliser(grid, energies) + 7)).toBeLessThan(NATS);
    const fit = fitOnGrid(truth, energies);
    expect(Math.abs(fit.nll - entropy)).toBeLessThan(NATS);
    expect(fit.kl).toBeLessThan(1e-6);
    expect(fit.tv).toBeLessThan(1e-6);
  });

  it.each([
    ["round of a long", round, long],
    ["long of a round", long, round],
    ["long of a turned", long, { ...turned, a: 1, b: 0.5 }],
    ["turned of a wider turned", turned, { ...turned, a: 1.4, b: 0.3, angle: 1.1 }],
  ])("knows KL and NLL of a %s Gaussian", (_, p, q) => {
    const fit = fitOnGrid(
      gridTruth(grid, truthOf(p)),
      energiesOn(grid, (x, y) => surprise(q, x, y)),
    );
    const kl = klOf(p, q);
    const entropy = LOG_TWO_PI + 1 + Math.log(p.a * p.b);
    expect(Math.abs(fit.kl - kl)).toBeLessThan(NATS * Math.max(1, kl));
    expect(Math.abs(fit.nll - kl - entropy)).toBeLessThan(NATS * Math.max(1, kl));
  });

  it("knows the mass on either side of a line between cells", () => {
    const at = 0.6;
    const truth = gridTruth(grid, truthOf(long, at));
    const left = normalBelow((at - long.mean[0]) / long.a);
    expect(truth.modeMass[0]).toBeCloseTo(left, 3);
    const moved = { ...long, mean: [1.5, 0] as [number, number] };
    const { modeMass, tv } = fitOnGrid(
      truth,
      energiesOn(grid, (x, y) => surprise(moved, x, y)),
    );
    const movedLeft = normalBelow((at - 1.5) / long.a);
    expect(modeMass[0]).toBeCloseTo(movedLeft, 3);
    expect(tv).toBeCloseTo(left - movedLeft, 3);
  });

  it("knows the entropy and KL of two unequal Gaussians, by integrals along a line", () => {
    // Product densities: the line through both means holds all but the entropy of the other axis.
    const narrow = { ...round, a: 0.5, b: 0.7 };
    const parts = [
      { weight: 0.7, gaussian: { ...narrow, mean: [-1.5, 0] as [number, number] } },
      { weight: 0.3, gaussian: { ...narrow, mean: [1.2, 0] as [number, number] } },
    ];
    const density = (x: number, y: number) =>
      parts.reduce(
        (sum, { weight, gaussian }) => sum + weight * Math.exp(-surprise(gaussian, x, y)),
        0,
      );
    const single = { ...round, mean: [-0.4, 0.2] as [number, number], a: 1.6, b: 0.8 };
    const along = (x: number) =>
      parts.reduce(
        (sum, { weight, gaussian }) =>
          sum +
          (weight * Math.exp(-(((x - gaussian.mean[0]) / 0.5) ** 2) / 2)) /
            (0.5 * Math.sqrt(2 * Math.PI)),
        0,
      );
    let lineEntropy = 0;
    let meanX = 0;
    let squareX = 0;
    const h = 1e-3;
    for (let x = -6; x <= 6; x += h) {
      const p = along(x);
      lineEntropy -= p * Math.log(p) * h;
      meanX += p * x * h;
      squareX += p * x * x * h;
    }
    const entropy = lineEntropy + (LOG_TWO_PI + 1) / 2 + Math.log(0.7);
    const spread = squareX - 2 * meanX * single.mean[0] + single.mean[0] ** 2;
    const nll =
      spread / (2 * single.a ** 2) +
      (0.7 ** 2 + single.mean[1] ** 2) / (2 * single.b ** 2) +
      LOG_TWO_PI +
      Math.log(single.a * single.b);
    const truth = gridTruth(grid, { modes: [0], density, modeOf: () => 0 });
    const fit = fitOnGrid(
      truth,
      energiesOn(grid, (x, y) => surprise(single, x, y)),
    );
    expect(Math.abs(truth.entropy - entropy)).toBeLessThan(NATS);
    expect(Math.abs(fit.nll - nll)).toBeLessThan(NATS);
    expect(Math.abs(fit.kl - (nll - entropy))).toBeLessThan(NATS);
  });

  it.each(["cross", "grid"] as const)(
    "knows the entropy of the %s, and that of a model as sharp",
    (name) => {
      const density = densityOf(toyDefaults(name, "correction"), null);
      const own = { size, extent: density.extent };
      const truth = gridTruth(own, density);
      expect(Math.abs(truth.entropy - reference[name])).toBeLessThan(NATS);
      const exact = energiesOn(own, (x, y) => Math.min(80, -Math.log(density.density(x, y))));
      const { nll, kl, tv } = fitOnGrid(truth, exact);
      expect(Math.abs(nll - reference[name])).toBeLessThan(NATS);
      expect(kl).toBeLessThan(1e-6);
      expect(tv).toBeLessThan(1e-6);
    },
  );
});

describe("fitOnGrid", () => {
  const grid = { size: 12, extent: 3 };
  const truth = gridTruth(grid, truthOf(round));
  const energies = fc.array(fc.double({ min: -30, max: 300, noNaN: true }), {
    minLength: 144,
    maxLength: 144,
  });

  it("never gives a KL below 0, and gives NLL less entropy, whatever the energy", () => {
    fc.assert(
      fc.property(energies, (values) => {
        const { nll, kl, modeMass } = fitOnGrid(truth, Float32Array.from(values));
        expect(kl).toBeGreaterThanOrEqual(0);
        expect(kl).toBeCloseTo(nll - truth.entropy, 6);
        expect(modeMass[0] + modeMass[1]).toBeCloseTo(1, 9);
      }),
    );
  });

  it("is the same whatever constant the energy carries", () => {
    const energy = energiesOn(grid, (x, y) => surprise(long, x, y));
    const fit = fitOnGrid(truth, energy);
    const shifted = fitOnGrid(
      truth,
      energy.map((value) => value + 64),
    );
    expect(shifted.nll).toBeCloseTo(fit.nll, 4);
    expect(shifted.logZ).toBeCloseTo(fit.logZ - 64, 4);
  });
});

describe("drawCells", () => {
  it("draws cells as often as their masses say", () => {
    const masses = Float64Array.of(0.1, 0, 0.6, 0.3);
    const uniform = uniforms({ seed: 5, name: "phases" }, new Float32Array(20_000));
    const counts = [0, 0, 0, 0];
    for (const cell of drawCells(masses, uniform)) counts[cell]++;
    expect(counts[1]).toBe(0);
    for (const [cell, mass] of masses.entries()) {
      expect(counts[cell] / 20_000).toBeCloseTo(mass, 1.9);
    }
  });

  it("gives each number its own cell, in any order, up to the last", () => {
    const masses = Float64Array.of(0.25, 0.25, 0.5);
    expect([...drawCells(masses, [1, 0.1, 0.5, 0.25, 0.51])]).toEqual([2, 0, 1, 0, 2]);
    expect([...drawCells(Float64Array.of(0.5, 0.4999), [1])]).toEqual([1]);
  });
});

describe("cellMasses", () => {
  it("sum to 1 and follow the density", () => {
    const grid = { size: 50, extent: 4 };
    const masses = cellMasses(
      grid,
      energiesOn(grid, (x, y) => surprise(round, x, y) + 500),
    );
    expect(masses.reduce((sum, mass) => sum + mass)).toBeCloseTo(1, 6);
    const { density } = gridTruth(grid, truthOf(round));
    const cell = ((2 * grid.extent) / grid.size) ** 2;
    masses.forEach((mass, i) => {
      expect(mass).toBeCloseTo(density[i] * cell, 6);
    });
  });
});
