import { describe, expect, test } from "vitest";
import { unpickle } from "../../../src/data/formats/pickle.ts";

/** Reads opcodes, written as bytes and as text. */
function read(...parts: (number | string)[]): unknown {
  const bytes = parts.flatMap((part) =>
    typeof part === "number" ? [part] : [...new TextEncoder().encode(part)],
  );
  const globals = new Map<string, unknown>([["my.sum", (a: number, b: number) => a + b]]);
  return unpickle("x.pt", Uint8Array.from(bytes), globals, (id) => ({ id }));
}

describe("unpickle", () => {
  test.each<[string, (number | string)[], unknown]>([
    ["None", ["N."], null],
    ["booleans", ["(", 0x88, 0x89, "t."], [true, false]],
    ["small integers", ["(K", 7, "M", 1, 2, "J", 255, 255, 255, 255, "t."], [7, 513, -1]],
    ["a long", [0x8a, 2, 0xff, 0x7f, "."], 32767],
    ["a negative long", [0x8a, 1, 0xff, "."], -1],
    ["an empty long", [0x8a, 0, "."], 0],
    ["a float", ["G", 0x3f, 0xe0, 0, 0, 0, 0, 0, 0, "."], 0.5],
    ["a string", ["X", 2, 0, 0, 0, "hi."], "hi"],
    ["lists", ["](K", 1, "K", 2, "eK", 3, "a."], [1, 2, 3]],
    ["tuples", [")K", 1, 0x85, "K", 2, 0x86, "."], [[1], 2]],
    [
      "a dict",
      ["}(K", 1, "K", 2, "uK", 3, "K", 4, "s."],
      new Map([
        [1, 2],
        [3, 4],
      ]),
    ],
    ["what was put in the memo", ["]q", 0, "h", 0, 0x86, "."], [[], []]],
    ["what was memoized", ["]", 0x94, "h", 0, 0x86, "."], [[], []]],
    ["a call of a known global", ["cmy\nsum\n(K", 1, "K", 2, "tR."], 3],
    [
      "a global from the stack",
      [0x8c, 2, "my", 0x8c, 3, "sum", 0x93, "K", 1, "K", 2, 0x86, "R."],
      3,
    ],
    ["a persistent id", ["K", 5, "Q."], { id: 5 }],
    ["attributes, which it leaves out", ["}}b."], new Map()],
  ])("reads %s", (_, parts, expected) => {
    expect(read(...parts)).toEqual(expected);
  });

  test.each<[string, (number | string)[], RegExp]>([
    ["nothing", [], /^x\.pt: needs 1 bytes, has 0: it is cut off/],
    ["a pickle without an end", ["N"], /^x\.pt: needs 2 bytes, has 1/],
    ["a string beyond the end", ["X", 255, 255, 255, 255, "a."], /^x\.pt: needs 4294967300 bytes/],
    ["a line without an end", ["cos"], /^x\.pt: needs 4 bytes, has 3/],
    ["an unknown opcode", ["i."], /^x\.pt: has the pickle opcode 0x69, expected/],
    [
      "a foreign global",
      ["cos\nsystem\nX", 2, 0, 0, 0, "ls", 0x85, "R."],
      /holds Python's os\.system/,
    ],
    ["a call of no function", ["NNR."], /^x\.pt: calls what is no function/],
    ["an end with nothing there", ["."], /^x\.pt: takes from an empty stack/],
    ["a mark that is missing", ["t."], /^x\.pt: takes to a mark that is not there/],
    ["a pop of a mark", ["(."], /^x\.pt: takes from an empty stack/],
    ["an item for what is no list", ["NNa."], /^x\.pt: appends to what is no list/],
    ["a key for what is no dict", ["NNNs."], /^x\.pt: sets a key of what is no dict/],
    ["a memo that is empty", ["h", 3, "."], /^x\.pt: recalls object 3, which is not there/],
    ["an integer that no number holds", [0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1, "."], /of 9 bytes/],
  ])("refuses %s", (_, parts, message) => {
    expect(() => read(...parts)).toThrow(message);
  });
});
