import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readNpy as readBytes } from "../../../src/data/formats/npy.ts";
import { npyBytes } from "../../fixtures/npy.ts";

const readNpy = (name: string, buffer: ArrayBuffer) => readBytes(name, new Uint8Array(buffer));

// Written by numpy: /usr/bin/python3 test/fixtures/make-npy.py
function fixture(name: string): ArrayBuffer {
  const bytes = readFileSync(new URL(`../../fixtures/npy/${name}.npy`, import.meta.url));
  return new Uint8Array(bytes).buffer;
}

function cut(buffer: ArrayBuffer, bytes: number): ArrayBuffer {
  return buffer.slice(0, bytes);
}

describe("readNpy on files that numpy wrote", () => {
  test.each([
    ["good_little_f2", "float16"],
    ["good_big_f2", "float16"],
    ["good_little_f4", "float32"],
    ["good_big_f4", "float32"],
    ["good_little_f8", "float64"],
    ["good_big_f8", "float64"],
    ["good_fortran", "float32"],
    ["good_version_1", "float32"],
    ["good_version_2", "float32"],
    ["good_version_3", "float32"],
  ])("reads %s as %s in row-major order", (name, dtype) => {
    expect(readNpy("x.npy", fixture(name))).toEqual({
      shape: [3, 2],
      dtype,
      data: Float32Array.of(0, 1, 2, 3, 4, 5),
    });
  });

  test.each([
    ["good_i1", "int8"],
    ["good_u1", "uint8"],
    ["good_little_i2", "int16"],
    ["good_big_i2", "int16"],
    ["good_little_u2", "uint16"],
    ["good_little_i4", "int32"],
    ["good_little_u4", "uint32"],
    ["good_little_i8", "int64"],
    ["good_big_i8", "int64"],
    ["good_little_u8", "uint64"],
  ])("reads %s as %s", (name, dtype) => {
    const expected = { shape: [3], dtype, data: Int32Array.of(0, 1, 2) };
    expect(readNpy("x.npy", fixture(name))).toEqual(expected);
  });

  test("reads float16's largest, smallest, rounded and non-finite values", () => {
    expect([...readNpy("x.npy", fixture("good_half_special")).data]).toEqual([
      65504,
      2 ** -14,
      2 ** -24,
      0.0999755859375,
      -0.0999755859375,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
    ]);
  });
});

describe("readNpy on files with a defect", () => {
  const good = fixture("good_little_f4");
  const longer = new Uint8Array(good.byteLength + 3);
  longer.set(new Uint8Array(good));
  const version9 = new Uint8Array(good.slice(0));
  version9[6] = 9;
  const text = new TextEncoder().encode("PK\u0003\u0004 not an array").buffer as ArrayBuffer;

  test.each<[string, ArrayBuffer, RegExp]>([
    ["an empty file", new ArrayBuffer(0), /x\.npy: is not a npy file: .* found an empty file/],
    ["another format", text, /x\.npy: is not a npy file: .*NUMPY.* found "PK/],
    ["an unknown version", version9.buffer, /x\.npy: is npy version 9\.0, expected 1\.0, 2\.0/],
    ["a cut preamble", cut(good, 9), /x\.npy: its header needs 10 bytes, file has 9; .* cut off/],
    ["a cut header", cut(good, 60), /x\.npy: its header needs 128 bytes, file has 60; .* cut off/],
    [
      "cut data",
      cut(good, good.byteLength - 4),
      /x\.npy: shape 3x2 of float32 needs 24 bytes of data, file has 20; the file is cut off/,
    ],
    [
      "trailing bytes",
      longer.buffer,
      /x\.npy: shape 3x2 of float32 needs 24 bytes of data, file has 27; the file does not end/,
    ],
    ["no rows", fixture("bad_no_rows"), /x\.npy: shape 0x64 of float32 has no rows, expected at/],
    ["complex numbers", fixture("bad_complex"), /x\.npy: has dtype '<c8', expected a float/],
    ["booleans", fixture("bad_bool"), /x\.npy: has dtype '\|b1', expected a float/],
    ["text", fixture("bad_text"), /x\.npy: has dtype '<U3', expected a float/],
    ["records", fixture("bad_record"), /x\.npy: has dtype \[.*, expected a float/],
    [
      "an integer beyond 32 bits",
      fixture("bad_beyond_32_bits"),
      /x\.npy: element 2 is 1099511627776, expected an integer of 32 bits/,
    ],
    [
      "a header without a shape",
      npyBytes("{'descr': '<f4', 'fortran_order': False, }", new Uint8Array(4)),
      /x\.npy: expected a header with descr, fortran_order and shape, found "\{'descr'/,
    ],
  ])("refuses %s and says what it found", (_, buffer, message) => {
    expect(() => readNpy("x.npy", buffer)).toThrow(message);
  });

  test("refuses every proper prefix of a good file", () => {
    for (let bytes = 0; bytes < good.byteLength; bytes++) {
      expect(() => readNpy("x.npy", cut(good, bytes))).toThrow(/^x\.npy: .*file/);
    }
  });
});

describe("readNpy on any array", () => {
  const float32 = fc.float({ noNaN: true });

  test("gives back the shape and the numbers that were written", () => {
    const arrays = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.record({
          shape: fc.constant([rows, columns]),
          values: fc.array(float32, { minLength: rows * columns, maxLength: rows * columns }),
          little: fc.boolean(),
          fortran: fc.boolean(),
        }),
      );
    fc.assert(
      fc.property(arrays, ({ shape, values, little, fortran }) => {
        const [rows, columns] = shape;
        const view = new DataView(new ArrayBuffer(4 * values.length));
        values.forEach((value, i) => {
          const [row, column] = [Math.floor(i / columns), i % columns];
          view.setFloat32(4 * (fortran ? column * rows + row : i), value, little);
        });
        const order = fortran ? "True" : "False";
        const header = `{'descr': '${little ? "<" : ">"}f4', 'fortran_order': ${order}, 'shape': (${shape}), }`;
        const read = readNpy("x.npy", npyBytes(header, new Uint8Array(view.buffer)));
        expect(read).toEqual({ shape, dtype: "float32", data: Float32Array.from(values) });
      }),
    );
  });

  test("either reads any bytes or refuses them by name, and never breaks otherwise", () => {
    const start = new Uint8Array(fixture("good_little_i8"));
    const damage = fc.array(fc.tuple(fc.nat(start.length - 1), fc.nat(255)), { maxLength: 4 });
    fc.assert(
      fc.property(damage, (edits) => {
        const bytes = start.slice();
        for (const [at, value] of edits) bytes[at] = value;
        try {
          const { shape, data } = readNpy("x.npy", bytes.buffer);
          expect(shape.reduce((a, b) => a * b, 1)).toBe(data.length);
        } catch (error) {
          expect((error as Error).message).toMatch(/^x\.npy: /);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
