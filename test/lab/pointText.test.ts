import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY } from "../../src/lab/drawing.ts";
import { decodePoints, encodePoints } from "../../src/lab/pointText.ts";
import { STARTERS } from "../../src/lab/starters.ts";
import { anyDrawing, drawingOf } from "./drawings.ts";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe("points as text", () => {
  it("come back in their order, with their labels, each coordinate to a hundredth", () => {
    fc.assert(
      fc.property(anyDrawing(200), (drawing) => {
        const back = decodePoints(encodePoints(drawing), 6)!;
        expect(back.labels).toEqual(drawing.labels);
        expect(back.points.length).toBe(drawing.points.length);
        back.points.forEach((value, i) => {
          expect(Math.abs(value - drawing.points[i]!)).toBeLessThanOrEqual(0.005001);
        });
        expect(encodePoints(back)).toBe(encodePoints(drawing));
      }),
    );
  });

  it.each(Object.keys(STARTERS))(
    "of %s come back to the bit, in less than 8,000 characters",
    (name) => {
      for (const seed of [1, 2, 3]) {
        const drawing = STARTERS[name]!(seed);
        const text = encodePoints(drawing);
        expect(decodePoints(text, 10)).toEqual(drawing);
        expect(text.length).toBeLessThan(7800);
      }
    },
  );

  it("are a few characters where they are a few, and none is a text too", () => {
    expect(encodePoints(drawingOf([0, 0, 0], [0.01, -0.01, 0]))).toBe("CAAACB");
    expect(decodePoints(encodePoints(EMPTY), 6)).toEqual(EMPTY);
  });

  it("are none in any other text, and never an error", () => {
    const digits = fc.string({ unit: fc.constantFrom(...DIGITS) });
    fc.assert(
      fc.property(fc.oneof(fc.string(), digits), (text) => {
        const drawing = decodePoints(text, 6);
        if (drawing) expect(Math.max(0, ...drawing.points.map(Math.abs))).toBeLessThanOrEqual(6);
      }),
      { numRuns: 500 },
    );
    for (const text of ["", "B", "BA", "BAA", "BAAA!", "BAAAA", "BF", "_____"]) {
      expect(decodePoints(text, 6)).toBeNull();
    }
    expect(decodePoints(encodePoints(drawingOf([6.5, 0, 0])), 6)).toBeNull();
  });
});
