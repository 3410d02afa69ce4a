import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMap, encodeMap } from "../../src/lab/mapCodes.ts";

const numbers = fc.float32Array({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });

describe("a map in 16-bit codes", () => {
  it("is off by half a code at most", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const codes = encodeMap(values);
        const again = decodeMap(codes);
        expect(again.length).toBe(values.length);
        values.forEach((value, i) => {
          // Beside it, what a number of 32 bits is rounded by.
          const rounding = 2 ** -23 * Math.abs(value);
          expect(Math.abs(again[i]! - value)).toBeLessThanOrEqual(
            codes.step / 2 + rounding + codes.step * 1e-9,
          );
        });
      }),
    );
  });

  it("keeps a map of one value, and an empty one", () => {
    expect([...decodeMap(encodeMap(Float32Array.of(2.5, 2.5)))]).toEqual([2.5, 2.5]);
    expect(decodeMap(encodeMap(new Float32Array(0))).length).toBe(0);
  });
});
