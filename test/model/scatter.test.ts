import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { atOnce } from "../../src/model/parts.ts";
import { normals } from "../../src/model/random.ts";
import { meanOuterProduct } from "../../src/model/scatter.ts";

describe("meanOuterProduct", () => {
  it("is X^T X / n for any number of rows and columns", () => {
    const size = fc.record({
      count: fc.integer({ min: 1, max: 300 }),
      d: fc.integer({ min: 1, max: 11 }),
      seed: fc.nat(1000),
    });
    fc.assert(
      fc.property(size, ({ count, d, seed }) => {
        const rows = normals({ seed, name: "points" }, new Float32Array(count * d));
        const read = (i: number, row: Float64Array) => row.set(rows.subarray(i * d, (i + 1) * d));
        const mean = atOnce(meanOuterProduct(count, d, read));
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < d; j++) {
            let sum = 0;
            for (let r = 0; r < count; r++) sum += rows[r * d + i] * rows[r * d + j];
            expect(mean[i * d + j]).toBeCloseTo(sum / count, 12);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("comes in parts, and in one where it is small", () => {
    const parts = (count: number, d: number) =>
      [...meanOuterProduct(count, d, (_, row) => row.fill(1))].length;
    expect(parts(10, 3)).toBe(0);
    expect(parts(2000, 256)).toBe(3);
  });
});
