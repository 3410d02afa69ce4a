import { readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Found } from "../../../src/data/arrays.ts";
import { readFile } from "../../../src/data/formats/formats.ts";
import { fixture } from "../../fixtures/files.ts";

// Written by numpy, torch, h5py, pandas and others: test/fixtures/make-files.py, make-parquet.mjs
const folder = new URL("../../fixtures/files", import.meta.url);

const read = (name: string, bytes: Uint8Array<ArrayBuffer> = fixture(name)) =>
  readFile(new File([bytes], name));

/** What a file holds, an array as [shape, dtype, numbers], by name. */
function contents(found: Found[]): Record<string, unknown> {
  return Object.fromEntries(
    found.map((each) =>
      "problem" in each
        ? [each.name, each.problem]
        : [each.name, [each.array.shape, each.array.dtype, [...each.array.data]]],
    ),
  );
}

const six = (dtype: string) => [[3, 2], dtype, [0, 1, 2, 3, 4, 5]];
const three = (dtype: string) => [[3], dtype, [0, 1, 2]];

describe("readFile", () => {
  test.each<[file: string, expected: Record<string, unknown>]>([
    ["stored.npz", { features: six("float32"), labels: three("int64") }],
    ["openood.npz", { feat_list: six("float32"), label_list: [[3], "int64", [-1, -1, -1]] }],
    [
      "compressed.npz",
      {
        features: six("float16"),
        labels: three("uint8"),
        names: expect.stringMatching(/^compressed\.npz, names: has dtype '<U3', expected a float/),
      },
    ],
    ["tensor.pt", { "": six("float32") }],
    ["shared.pt", { features: six("float32"), again: [[2, 3], "float32", [0, 1, 2, 3, 4, 5]] }],
    ["parameter.pt", { "": six("float32") }],
    ["tuple.pt", { 0: six("float32"), 1: three("int64") }],
    ["protocol4.pt", { features: six("float32") }],
    ["state.pth", { "fc.weight": six("float32"), "fc.bias": [[3], "float32", [0, 1, 2]] }],
    [
      "dict.pt",
      {
        float16: six("float16"),
        bfloat16: six("bfloat16"),
        float64: six("float64"),
        int8: three("int8"),
        uint8: three("uint8"),
        int16: three("int16"),
        int32: three("int32"),
        int64: three("int64"),
        transposed: [[3, 2], "float32", [0, 3, 1, 4, 2, 5]],
        view: [[3, 3], "float32", [7, 9, 11, 13, 15, 17, 19, 21, 23]],
        row: [[6], "float32", [12, 13, 14, 15, 16, 17]],
        expanded: [[3, 2], "float32", [1, 1, 1, 1, 1, 1]],
        "nested.list.0": six("float32"),
        "nested.list.1.0": [[1], "float32", [0]],
        bool: expect.stringMatching(/^dict\.pt, bool: has dtype bool, expected a float/),
        complex: expect.stringMatching(/^dict\.pt, complex: has dtype complex64, expected a/),
      },
    ],
    ["savetxt.csv", { f: [[3, 2], "text", [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]] }],
    ["bare.csv", { "": [[3, 2], "text", [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]] }],
    ["labels.csv", { "": three("text") }],
    ["counted.tsv", { "": six("text") }],
    [
      "pandas.csv",
      {
        f: six("text"),
        label: three("text"),
        image: expect.stringMatching(/^pandas\.csv, image: column image, row 1 is "a\.png", exp/),
      },
    ],
    [
      "plain.h5",
      {
        features: six("float32"),
        labels: three("int64"),
        "extra/half": six("float16"),
        "extra/big": six("float64"),
        "extra/names": expect.stringMatching(/^plain\.h5, extra\/names: has dtype string, expec/),
        "extra/mask": expect.stringMatching(/^plain\.h5, extra\/mask: has dtype enum, expected/),
      },
    ],
    ["chunked.h5", { features: six("float32"), again: six("float32"), labels: three("int8") }],
    [
      "types.safetensors",
      {
        features: six("float32"),
        f16: six("float16"),
        bf16: six("bfloat16"),
        f64: six("float64"),
        labels: three("int64"),
        u8: three("uint8"),
        mask: expect.stringMatching(/^types\.safetensors, mask: has dtype BOOL, expected a float/),
      },
    ],
    ...["uncompressed", "snappy", "zstd", "gzip"].map(
      (codec): [string, Record<string, unknown>] => [
        `${codec}.parquet`,
        {
          f: six("float32"),
          label: three("int64"),
          image: expect.stringMatching(
            /, image: column image, row 1 is "a\.png", expected a number/,
          ),
          gap: expect.stringMatching(/, gap: column gap, row 2 is empty, expected a number/),
        },
      ],
    ),
    ["lists.parquet", { embedding: six("float32"), label: three("int64") }],
  ])("reads %s", async (file, expected) => {
    expect(contents(await read(file))).toEqual(expected);
  });
});

describe("the arrays of a file", () => {
  test.each(readdirSync(folder))(
    "lie apart in memory, so that one can be normalised in place: %s",
    async (name) => {
      const found = await read(name).catch(() => []);
      const places = found
        .flatMap((each) => ("array" in each ? each.array.data : []))
        .map(({ buffer, byteOffset, byteLength }) => ({
          ...{ buffer, from: byteOffset, to: byteOffset + byteLength },
        }));
      for (const [i, one] of places.entries()) {
        for (const other of places.slice(i + 1)) {
          const shared = one.buffer === other.buffer && one.from < other.to && other.from < one.to;
          expect(shared, name).toBe(false);
        }
      }
    },
  );
});

describe("readFile on files with a defect", () => {
  const text = (content: string) => new TextEncoder().encode(content);
  const longer = (name: string) => Uint8Array.of(...fixture(name), 0);
  const shorter = (name: string) => fixture(name).slice(0, -1);

  test.each<[what: string, name: string, bytes: Uint8Array<ArrayBuffer>, message: RegExp]>([
    [
      "of an unknown format",
      "a.docx",
      text("?"),
      /^a\.docx: is not a file that the lab reads, exp/,
    ],
    ["without an extension", "train", text("?"), /^train: is not a file that the lab reads/],
    ["that is no npy file", "a.npy", fixture("stored.npz"), /^a\.npy: is not a npy file/],
    ["that is no zip archive", "a.npz", text("?"), /^a\.npz: is no sound zip archive: /],
    ["with a zip archive cut off", "a.npz", shorter("stored.npz"), /^a\.npz: is no sound zip arch/],
    [
      "of torch before 1.6",
      "a.pt",
      fixture("legacy.pt"),
      /^a\.pt: is in the format of PyTorch bef/,
    ],
    ["of TorchScript", "a.pt", fixture("script.pt"), /^a\.pt: .* found TorchScript; save it with/],
    [
      "of torch without a pickle",
      "a.pt",
      fixture("stored.npz"),
      /^a\.pt: .* data\.pkl, found none/,
    ],
    ["of a module", "a.pt", fixture("module.pt"), /^a\.pt: holds Python's torch\.nn\./],
    ["of numpy arrays in torch's", "a.pt", fixture("numpy.pt"), /holds Python's numpy\.core/],
    [
      "that would run a program",
      "a.pt",
      fixture("evil.pt"),
      /holds Python's (os|posix)\.system, ex/,
    ],
    ["with no header", "a.safetensors", text("{}"), /^a\.safetensors: is not a safetensors file/],
    ["with tensors cut off", "a.safetensors", shorter("types.safetensors"), /the file is cut off/],
    ["that does not end", "a.safetensors", longer("types.safetensors"), /it does not end there/],
    ["that is no HDF5 file", "a.h5", text("?"), /^a\.h5: is no sound HDF5 data: /],
    [
      "with HDF5 data cut off",
      "a.h5",
      fixture("plain.h5").slice(0, 3000),
      /^a\.h5: is no sound HDF5/,
    ],
    ["that is no parquet file", "a.parquet", text("?"), /^a\.parquet: is no sound \.parquet file/],
    [
      "with no text",
      "a.csv",
      text(""),
      /^a\.csv: shape 0x1 of text has no rows, expected at least/,
    ],
    ["with a header alone", "a.csv", text("f0,f1\n"), /^a\.csv: shape 0x2 of text has no rows/],
    ["with a short row", "a.csv", text("1,2\n3\n"), /^a\.csv: row 2 has 1 cells, expected 2 as in/],
    ["with a long row", "a.csv", text("1;2\n3;4;5\n"), /^a\.csv: row 2 has 3 cells, expected 2/],
  ])("refuses one %s", async (_, name, bytes, message) => {
    await expect(read(name, bytes)).rejects.toThrow(message);
  });

  test("refuses a file of more than 2 GiB before reading it", async () => {
    const file = { name: "a.npy", size: 3e9, arrayBuffer: () => Promise.reject(new Error("read")) };
    await expect(readFile(file)).rejects.toThrow(
      /^a\.npy: has 3000000000 bytes, expected at most 2146435072; save fewer rows a file/,
    );
  });

  test("never executes what a pickle asks for, nor looks anything up by its name", async () => {
    const found = await read("a.pt", fixture("evil.pt")).catch((error) => error.message);
    expect(found).toMatch(/^a\.pt: holds Python's/);
    expect(readdirSync(".")).not.toContain("executed");
  });
});

describe("readFile on damaged copies of sound files", () => {
  const names = readdirSync(folder).filter((name) =>
    /\.(npz|csv|tsv|parquet|s\w+|h5|pth?)$/.test(name),
  );

  test.each(names)(
    "reads %s or refuses it by name, whatever bytes change and wherever it ends",
    async (name) => {
      const sound = fixture(name);
      const edits = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 4 });
      const end = fc.oneof(fc.constant(sound.length), fc.nat(sound.length));
      await fc.assert(
        fc.asyncProperty(edits, end, async (changes, length) => {
          const bytes = sound.slice();
          for (const [at, value] of changes) bytes[at] = value;
          const found = await read(name, bytes.slice(0, length)).catch(({ message }) => [
            { name: "", problem: message as string },
          ]);
          for (const each of found) {
            if ("problem" in each) expect(each.problem.slice(0, name.length)).toBe(name);
            else expect(each.array.shape.reduce((a, b) => a * b, 1)).toBe(each.array.data.length);
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  test.each(["stored.npz", "compressed.npz", "dict.pt"])(
    "never gives other numbers than %s has, for its checksums tell",
    async (name) => {
      const sound = fixture(name);
      const arrays = Object.values(contents(await read(name)));
      await fc.assert(
        fc.asyncProperty(
          fc.nat(sound.length - 1),
          fc.integer({ min: 1, max: 255 }),
          async (at, by) => {
            const bytes = sound.slice();
            bytes[at] ^= by;
            const found = await read(name, bytes).catch(() => []);
            for (const each of found) {
              if ("problem" in each) continue;
              const { shape, dtype, data } = each.array;
              expect(arrays).toContainEqual([shape, dtype, [...data]]);
            }
          },
        ),
        { numRuns: 60 },
      );
    },
  );
});
