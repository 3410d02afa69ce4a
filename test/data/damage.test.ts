import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, EMPTY } from "../../src/data/features.ts";
import { EXTENSIONS } from "../../src/data/formats/formats.ts";
import { fixture } from "../fixtures/files.ts";
import { npyBytes } from "../fixtures/npy.ts";

const MAGICS: Record<string, number[]> = {
  ".npy": [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 0x76, 0],
  ".npz": [0x50, 0x4b, 3, 4],
  ".pt": [0x50, 0x4b, 3, 4],
  ".pth": [0x80, 2],
  ".h5": [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a],
  ".hdf5": [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a],
  ".parquet": [0x50, 0x41, 0x52, 0x31],
  ".safetensors": [2, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0x7d],
};

/** Loads bytes as a file of a name: all that is wrong is told by the name, and what is taken is sound. */
async function load(name: string, bytes: Uint8Array): Promise<void> {
  const result = await add(EMPTY, [new File([new Uint8Array(bytes)], name)]);
  if ("problems" in result) {
    for (const problem of result.problems) expect(problem.slice(0, name.length)).toBe(name);
    return;
  }
  const { entries, arrays } = result.collection;
  for (const { array, why } of entries) {
    if (!array) expect(why).toMatch(/./);
    else expect(array.shape.reduce((a, b) => a * b, 1)).toBe(array.data.length);
  }
  for (const { data } of arrays.values()) expect(data.every(Number.isFinite)).toBe(true);
}

const limits = { interruptAfterTimeLimit: 3000, markInterruptAsFailure: false };

describe("add on damaged files", () => {
  test.each(EXTENSIONS)("loads or refuses any bytes as %s", async (extension) => {
    const magic = MAGICS[extension] ?? [];
    const bytes = fc
      .tuple(fc.boolean(), fc.uint8Array({ maxLength: 400 }))
      .map(([begun, rest]) => Uint8Array.of(...(begun ? magic : []), ...rest));
    await fc.assert(
      fc.asyncProperty(bytes, (content) => load(`test_features${extension}`, content)),
      { ...limits, numRuns: 60 },
    );
  });

  test.each(["csv", "tsv"])("loads or refuses any text as .%s", async (extension) => {
    const cell = fc.oneof(
      fc.double().map(String),
      fc.string({ maxLength: 4 }),
      fc.constantFrom("nan", "-inf", "", '"', "1e999", "0x1"),
    );
    const line = fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(","));
    const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
    await fc.assert(
      fc.asyncProperty(text, (content) =>
        load(`test_features.${extension}`, new TextEncoder().encode(content)),
      ),
      { ...limits, numRuns: 200 },
    );
  });

  const names = ["files", "npy"].flatMap((folder) => {
    const path = fileURLToPath(new URL(`../fixtures/${folder}`, import.meta.url));
    return readdirSync(path).map((name) => `../${folder}/${name}`);
  });

  test.each(["npy", "npz", "h5", "parquet", "safetensors", "pt", "csv"])(
    "loads or refuses a .%s file of which parts are lost, doubled or of another file",
    async (extension) => {
      const own = names.filter((name) => name.endsWith(`.${extension}`));
      const damaged = fc
        .record({
          name: fc.constantFrom(...own),
          other: fc.constantFrom(...names),
          cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
            minLength: 4,
            maxLength: 4,
          }),
          how: fc.constantFrom("lost", "doubled", "other"),
        })
        .map(({ name, other, cuts, how }) => {
          const bytes = fixture(name);
          const foreign = fixture(other);
          const at = (share: number, of: Uint8Array) => Math.floor(share * of.length);
          const [from, to] = cuts
            .slice(0, 2)
            .map((share) => at(share, bytes))
            .toSorted((a, b) => a - b);
          const [begin, end] = cuts
            .slice(2)
            .map((share) => at(share, foreign))
            .toSorted((a, b) => a - b);
          const middle = {
            lost: [],
            doubled: [...bytes.subarray(from, to), ...bytes.subarray(from, to)],
            other: foreign.subarray(begin, end),
          }[how];
          return Uint8Array.of(...bytes.subarray(0, from), ...middle, ...bytes.subarray(to));
        });
      await fc.assert(
        fc.asyncProperty(damaged, (content) => load(`test_features.${extension}`, content)),
        { ...limits, numRuns: 150 },
      );
    },
  );

  test("refuses a shape that its numbers do not fill, however large, before it makes room", async () => {
    const size = fc.integer({ min: 0, max: 2 ** 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 4 }), async (shape) => {
        const header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${shape.map((n) => `${n},`).join("")}), }`;
        await load("test_features.npy", new Uint8Array(npyBytes(header, new Uint8Array(32))));
        const tensor = { dtype: "F64", shape, data_offsets: [0, 32] };
        const text = new TextEncoder().encode(JSON.stringify({ a: tensor }));
        const bytes = new Uint8Array(8 + text.length + 32);
        bytes[0] = text.length;
        bytes.set(text, 8);
        await load("test_features.safetensors", bytes);
      }),
      limits,
    );
  });
});
