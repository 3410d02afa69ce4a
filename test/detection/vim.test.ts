import { beforeAll, describe, expect, test } from "vitest";
import {
  openResiduals,
  principalDimensions,
  residualScale,
  residualSpace,
  vim,
} from "../../src/detection/vim.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { atOnce } from "../../src/model/parts.ts";
import { rowsOf } from "../fixtures/rows.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

/** Logits x - 1 and y + 2: both are 0 at the origin (1, -2, 0). */
const head = { weight: Float32Array.of(1, 0, 0, 0, 1, 0), bias: Float32Array.of(-1, 2) };

/** Rows that vary most along x from the origin, then along y, least along z. */
const raw = [
  [11, -2, 0.5],
  [-9, -2, -0.5],
  [1, 3, 0.5],
  [1, -7, -0.5],
];
const logits = raw.map(([x, y]) => [x - 1, y + 2]);

describe("principalDimensions", () => {
  test("follows the paper: 1000 of 2048, 512 of 768, else half", () => {
    expect([4096, 2048, 1024, 768, 767, 512, 64, 1].map(principalDimensions)).toEqual([
      1000, 1000, 512, 512, 383, 256, 32, 0,
    ]);
  });
});

describe("vim", () => {
  const train = rowsOf(raw, logits);

  test("finds the origin of the logits, and the least dimensions of what lies around it", () => {
    const { origin, basis } = atOnce(residualSpace(train, head, 2));
    [1, -2, 0].forEach((expected, k) => {
      expect(origin[k]).toBeCloseTo(expected, 10);
    });
    expect(basis.length).toBe(3);
    expect(Math.abs(basis[2])).toBeCloseTo(1, 1);
  });

  test("takes for residual the distance to the principal dimensions, in the features' own units", async () => {
    const residuals = openResiduals({
      origin: Float64Array.of(1, -2, 0),
      basis: Float64Array.of(0, 1, 0, 0, 0, 1),
    });
    const [length] = await residuals.score(rowsOf([[100, 1, 4]]));
    expect(length).toBeCloseTo(5, 4);
    residuals.dispose();
  });

  test("scores alpha times the residual against the log-sum-exp of the logits", async () => {
    const residuals = openResiduals({
      origin: new Float64Array(3),
      basis: Float64Array.of(0, 0, 1),
    });
    const lengths = await residuals.score(train);
    const scale = residualScale(train, lengths);
    // Largest logits 10, 0, 5, 0 in the mean 3.75; residuals 0.5 each.
    expect(scale).toBeCloseTo(7.5, 4);
    const detector = vim(residuals, scale);
    const [score] = await detector.score(rowsOf([[3, 0, 2]], [[2, 2]]));
    expect(score).toBeCloseTo(15 - (2 + Math.log(2)), 3);
    detector.dispose?.();
  });

  test("copes with a head whose rows depend on each other", () => {
    const twice = {
      weight: Float32Array.from([...head.weight, ...head.weight]),
      bias: Float32Array.from([...head.bias, ...head.bias]),
    };
    const { origin } = atOnce(residualSpace(train, twice, 2));
    [1, -2, 0].forEach((expected, k) => {
      expect(origin[k]).toBeCloseTo(expected, 8);
    });
  });

  test("refuses principal dimensions that leave nothing", () => {
    expect(() => atOnce(residualSpace(train, head, 3))).toThrow(
      "expected fewer principal dimensions than the features have, 3, found 3",
    );
  });

  test("refuses training rows without a residual, and logits below 0", () => {
    expect(() => residualScale(train, new Float32Array(4).fill(1e-9))).toThrow(
      "lower the principal dimensions or give more rows",
    );
    const below = rowsOf(
      raw,
      raw.map(() => [-3, -5]),
    );
    expect(() => residualScale(below, new Float32Array(4).fill(1))).toThrow(
      "mean largest logit is -3.0, expected more than 0",
    );
  });
});
