import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSafetensors } from "../../../src/data/formats/safetensors.ts";
import { writeSafetensors } from "../../../src/data/formats/safetensorsWriter.ts";

const header = (bytes: Uint8Array) => {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return { length, json: JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) };
};

describe("writeSafetensors", () => {
  test("writes what the reader reads: names, shapes, types and numbers", async () => {
    const tensor = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.boolean())
      .chain(([rows, columns, wide]) =>
        fc.record({
          name: fc.string({ minLength: 1, unit: "grapheme" }).filter((n) => n !== "__metadata__"),
          shape: fc.constant([rows, columns]),
          data: (wide ? fc.float64Array : fc.float32Array)({
            minLength: rows * columns,
            maxLength: rows * columns,
          }),
        }),
      );
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name });
    await fc.assert(
      fc.asyncProperty(tensors, fc.dictionary(fc.string(), fc.string()), async (list, metadata) => {
        const bytes = writeSafetensors(list, metadata);
        const found = await readSafetensors("x.safetensors", bytes);
        expect(found.map(({ name }) => name).sort()).toEqual(list.map(({ name }) => name).sort());
        for (const { name, shape, data } of list) {
          const own = found.find((each) => each.name === name)!;
          const dtype = data instanceof Float64Array ? "float64" : "float32";
          // The reader keeps floats in 32 bits.
          expect(own).toEqual({ name, array: { shape, dtype, data: Float32Array.from(data) } });
        }
        expect(header(bytes).json.__metadata__).toEqual(metadata);
      }),
      {
        examples: [[[{ name: "__proto__", shape: [1, 1], data: Float32Array.of(1) }], {}]],
      },
    );
  });

  test("begins every tensor at a multiple of its size, with no gap and no byte left", () => {
    const bytes = writeSafetensors(
      [
        { name: "narrow", shape: [3], data: Float32Array.of(1, 2, 3) },
        { name: "wide", shape: [2], data: Float64Array.of(Math.PI, -1e300) },
      ],
      { odd: "é" },
    );
    const { length, json } = header(bytes);
    expect(length % 8).toBe(0);
    expect(json.wide).toEqual({ dtype: "F64", shape: [2], data_offsets: [0, 16] });
    expect(json.narrow).toEqual({ dtype: "F32", shape: [3], data_offsets: [16, 28] });
    expect(bytes).toHaveLength(8 + length + 28);
    expect([...new Float64Array(bytes.buffer, 8 + length, 2)]).toEqual([Math.PI, -1e300]);
  });

  test("refuses two tensors of one name, and a shape that does not fit", () => {
    const one = { name: "a", shape: [1], data: Float32Array.of(1) };
    expect(() => writeSafetensors([one, one], {})).toThrow(
      "two tensors are called a, expected one",
    );
    expect(() => writeSafetensors([{ ...one, shape: [2, 3] }], {})).toThrow(
      "a: shape 2x3 has 6 numbers, found 1",
    );
  });
});
