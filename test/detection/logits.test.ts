import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Rows } from "../../src/detection/detector.ts";
import { energy } from "../../src/detection/energy.ts";
import { msp } from "../../src/detection/msp.ts";
import { odin } from "../../src/detection/odin.ts";

function rowsOf(...logits: number[][]): Rows {
  const count = logits.length;
  const ones = new Float32Array(count).fill(1);
  const flat = Float32Array.from(logits.flat());
  return { count, features: ones, lengths: ones, logits: flat, odin: null };
}

const logitRow = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 });

describe("msp", () => {
  test("is 1 - max softmax: 2/3 for three equal logits, 1/4 for odds of 3 to 1", async () => {
    const scores = await msp.score(rowsOf([5, 5, 5], [Math.log(6), 0, 0]));
    expect(scores[0]).toBeCloseTo(2 / 3, 6);
    expect(scores[1]).toBeCloseTo(1 / 4, 6);
  });

  test("still tells confident rows apart where a float32 softmax is 1 for both", async () => {
    const [surer, sure] = await msp.score(rowsOf([40, 0, 0], [20, 0, 0]));
    expect(Math.fround(1 - 2 * Math.exp(-20))).toBe(1);
    expect(surer).toBeLessThan(sure);
    expect(surer).toBeGreaterThan(0);
  });

  test("does not change when a constant is added to a row", async () => {
    await fc.assert(
      fc.asyncProperty(logitRow, fc.integer({ min: -900, max: 900 }), async (row, shift) => {
        const [a, b] = await msp.score(
          rowsOf(
            row,
            row.map((logit) => logit + shift),
          ),
        );
        expect(b).toBe(a);
      }),
    );
  });

  test("refuses rows without logits", async () => {
    await expect(msp.score({ ...rowsOf([1]), logits: null })).rejects.toThrow("MSP: has no logits");
  });
});

describe("odin", () => {
  test("ranks rows as the softmax at its temperature does", async () => {
    const softmax = (row: number[], t: number) =>
      1 / row.reduce((sum, logit) => sum + Math.exp((logit - Math.max(...row)) / t), 0);
    await fc.assert(
      fc.asyncProperty(logitRow, logitRow, fc.constantFrom(100, 1000), async (a, b, t) => {
        const [first, second] = await odin(t).score(rowsOf(a, b));
        const difference = softmax(b, t) - softmax(a, t);
        if (Math.abs(difference) > 1e-9) {
          expect(Math.sign(first - second)).toBe(Math.sign(difference));
        }
      }),
    );
  });

  test("tells rows apart at T = 1000, where a float32 softmax ties them", async () => {
    const [sure, less] = await odin(1000).score(rowsOf([9, 0.001, 0], [9, 0.002, 0]));
    expect(sure).toBeLessThan(less);
  });

  test("refuses rows without logits", async () => {
    const rows = { ...rowsOf([1]), logits: null };
    await expect(odin(1000).score(rows)).rejects.toThrow("ODIN: has no logits");
  });
});

describe("energy", () => {
  test("is -log 3 for three logits of 0, and minus the logit for one", async () => {
    expect((await energy.score(rowsOf([0, 0, 0])))[0]).toBeCloseTo(-Math.log(3), 6);
    expect((await energy.score(rowsOf([7])))[0]).toBeCloseTo(-7, 6);
  });

  test("falls by the constant that is added to a row, without overflow", async () => {
    await fc.assert(
      fc.asyncProperty(logitRow, fc.integer({ min: -900, max: 900 }), async (row, shift) => {
        const [a, b] = await energy.score(
          rowsOf(
            row,
            row.map((logit) => logit + shift),
          ),
        );
        expect(b).toBeCloseTo(a - shift, 3);
      }),
    );
  });

  test("refuses rows without logits", async () => {
    const rows = { ...rowsOf([1]), logits: null };
    await expect(energy.score(rows)).rejects.toThrow("Energy: has no logits");
  });
});
