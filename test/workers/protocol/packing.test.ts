import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coarse, restored } from "../../../src/lab/coarse.ts";
import { decodeMap, encodeMap } from "../../../src/lab/mapCodes.ts";
import { codesOf, residualsOf } from "../../../src/lab/residuals.ts";
import { type Packable, pack, unpack } from "../../../workers/protocol/packing.ts";

const arrays = fc.oneof(
  fc.float32Array(),
  fc.float64Array(),
  fc.int32Array(),
  fc.uint16Array(),
  fc.uint8Array(),
);

const { value: packable } = fc.letrec<{ value: Packable }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    ...[fc.constant(null), fc.boolean(), fc.double(), fc.string({ unit: "binary" }), arrays],
    fc.array(tie("value")),
    fc.dictionary(fc.string(), tie("value"), { noNullPrototype: true }),
  ),
}));

describe("pack", () => {
  it("tells an empty array from the one that lies at its place", async () => {
    for (const value of [
      [Float32Array.of(1, 2), new Float32Array(0)],
      [new Float32Array(0), Float32Array.of(1, 2), new Float32Array(0)],
    ]) {
      expect(await unpack(await pack(value), "a.run")).toEqual(value);
    }
  });

  it("keeps every value, its arrays and its odd numbers among them", async () => {
    await fc.assert(
      fc.asyncProperty(packable, async (value) => {
        expect(await unpack(await pack(value), "a.run")).toEqual(value);
      }),
    );
  });

  it("stores equal arrays once", async () => {
    const noise = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * i));
    const [once, twice] = [await pack([noise]), await pack([noise, noise.slice()])];
    expect(twice.length).toBeLessThan(once.length + 50);
  });

  it("says what is wrong with a file", async () => {
    await expect(unpack(Uint8Array.of(1, 2, 3), "a.run")).rejects.toThrow(
      "a.run: expected a whole file that the lab has packed, found a damaged or another one",
    );
    const whole = await pack({ points: Float32Array.of(1, 2, 3) });
    await expect(unpack(whole.slice(0, -20), "a.run")).rejects.toThrow("a.run: expected a whole");
  });
});

describe("residualsOf", () => {
  it("can be undone, whatever codes are foretold from", () => {
    fc.assert(
      fc.property(fc.uint16Array(), fc.nat(20), (codes, row) => {
        expect(codesOf(residualsOf(codes, row), row)).toEqual(codes);
      }),
    );
  });

  it("is near 0 on a smooth map", () => {
    const codes = Uint16Array.from({ length: 400 }, (_, i) => 30_000 + (i % 20) * 50 - i);
    const inner = residualsOf(codes, 20).filter((_, i) => i > 20 && i % 20 > 0);
    expect(Math.max(...inner)).toBe(0);
  });
});

describe("encodeMap", () => {
  it("is off by half a code at most, and no finer than it is asked to be", () => {
    const floats = fc.float32Array({ noNaN: true, min: -1e6, max: 1e6, minLength: 1 });
    fc.assert(
      fc.property(floats, fc.double({ min: 0, max: 10, noNaN: true }), (values, finest) => {
        const codes = encodeMap(values, finest);
        expect(codes.step === 0 || codes.step >= finest).toBe(true);
        const half = codes.step * 0.501 + 1e-6 * Math.max(...values.map(Math.abs));
        const found = decodeMap(codes);
        values.forEach((value, i) => {
          expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(half);
        });
      }),
    );
  });
});

describe("coarse", () => {
  it("keeps a picture: its lines as they are, its energies to half a step", () => {
    const picture = {
      values: Float32Array.from({ length: 2500 }, (_, i) => Math.sin(i / 100)),
      contours: [{ level: 1, path: "M84.5,3L83.9,2.5L0,0M1,100L2.5,99.1" }],
      empty: new Float32Array(0),
      beyond: Float64Array.of(1, Number.POSITIVE_INFINITY),
      nothing: null,
    };
    const found = restored(coarse(picture, 0.01)) as typeof picture;
    expect({ ...found, values: 0 }).toEqual({ ...picture, values: 0 });
    found.values.forEach((value, i) => {
      expect(Math.abs(value - picture.values[i]!)).toBeLessThan(0.00501);
    });
  });
});
