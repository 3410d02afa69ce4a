import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  constantsFor,
  dispatchSize,
  forwardWork,
  productRows,
  tileFor,
  tileRows,
  tilesOf,
} from "../../../src/kernels/webgpu/limits.ts";
import type { Network } from "../../../src/model/network.ts";

/** WebGPU's default limits: what every adapter has. */
const LIMITS = {
  maxComputeWorkgroupStorageSize: 16384,
  maxComputeInvocationsPerWorkgroup: 256,
} as GPUSupportedLimits;

const NETWORK: Network = {
  inputs: 2,
  fourierFeatures: 0,
  hiddenLayers: 2,
  width: 128,
  activation: "silu",
};

describe("constantsFor", () => {
  it("gives a network of 128 units 128 threads", () => {
    const constants = constantsFor(NETWORK, 10, LIMITS);
    expect(constants).toMatchObject({ inputs: 2, width: 128, threads: 128, room: 128, silu: 1 });
  });

  it("makes room for the Fourier features and for the classes", () => {
    expect(constantsFor({ ...NETWORK, fourierFeatures: 70 }, 10, LIMITS)).toMatchObject({
      frequencyCount: 70,
      room: 140,
    });
    expect(constantsFor({ ...NETWORK, width: 32 }, 100, LIMITS)).toMatchObject({ room: 100 });
  });

  it.each([
    ["17 coordinates", { inputs: 17 }],
    ["257 units", { width: 257 }],
    ["more slopes than the work-group's memory holds", { hiddenLayers: 8 }],
    ["more Fourier features than it holds", { fourierFeatures: 256 }],
  ])("leaves %s to matrix products", (_, change) => {
    expect(constantsFor({ ...NETWORK, ...change }, 10, LIMITS)).toBeNull();
  });
});

describe("dispatchSize", () => {
  it("splits work into the fewest dispatches within the limits, as even as can be", () => {
    const counts = fc.integer({ min: 1, max: 10_000 });
    const works = fc.integer({ min: 1, max: 1e8 });
    const limits = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(counts, works, limits, (count, work, most) => {
        const size = dispatchSize(count, work, most);
        const largest = Math.min(most, Math.floor(1e9 / work));
        const dispatches = Math.ceil(count / largest);
        expect(size).toBeLessThanOrEqual(largest);
        expect(Math.ceil(count / size)).toBeLessThanOrEqual(dispatches);
        expect(size).toBe(Math.ceil(count / dispatches));
      }),
    );
  });

  it("takes a piece a dispatch where one is too much", () => {
    expect(dispatchSize(5, 1e12)).toBe(1);
  });

  it("keeps the default 2D chain of 20 steps in one dispatch", () => {
    expect(dispatchSize(20, 2 * forwardWork(NETWORK, 256), 256)).toBe(20);
  });
});

describe("tileFor", () => {
  it("gives few rows small tiles, which are many, and a large product large ones", () => {
    expect(tileFor(8, 8)).toEqual({ block: 4, rowThreads: 8, columnThreads: 8 });
    expect(tileFor(10_000, 4096)).toEqual({ block: 8, rowThreads: 16, columnThreads: 16 });
  });

  it("keeps a GPU busy with a layer of the paper's network", () => {
    expect(tilesOf(tileFor(256, 1024), 256, 1024)).toBeGreaterThanOrEqual(128);
  });

  it("takes no more memory and threads than every adapter has, and a thread for every block", () => {
    const sizes = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(sizes, sizes, (rows, columns) => {
        const { block, rowThreads, columnThreads } = tileFor(rows, columns);
        // gemm.wgsl: left rows of five vectors, right rows of 16, a 4 x 4 block a thread.
        const vectors = 5 * block * rowThreads + 16 * columnThreads;
        expect(16 * vectors).toBeLessThanOrEqual(LIMITS.maxComputeWorkgroupStorageSize);
        const threads = rowThreads * columnThreads;
        expect(threads).toBeLessThanOrEqual(LIMITS.maxComputeInvocationsPerWorkgroup);
        expect(block * rowThreads + 4 * columnThreads).toBeLessThanOrEqual(threads);
      }),
    );
  });
});

describe("productRows and tileRows", () => {
  const counts = fc.integer({ min: 1, max: 100_000 });

  it("give all rows or a multiple of four", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 1e10 }), (count, each) => {
        for (const rows of [productRows(count, each), tileRows(count, each)]) {
          expect(rows === count || rows % 4 === 0).toBe(true);
          expect(rows).toBeGreaterThan(0);
          expect(rows).toBeLessThanOrEqual(count);
        }
      }),
    );
  });

  it("keep a layer of the paper's network in one dispatch, and 40,000 points in 4 MiB a buffer", () => {
    expect(productRows(256, 2 * 1024 * 1024)).toBe(256);
    expect(4 * 1024 * tileRows(40_000, 1024)).toBe(2 ** 22);
  });
});
