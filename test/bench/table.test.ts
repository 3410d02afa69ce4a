import { describe, expect, it } from "vitest";
import { markdownOf } from "../../bench/record.mjs";
import { quote, tableOf, timeOf } from "../../bench/table.mjs";

const SIDES = [
  { name: "engine", title: "engine" },
  { name: "torch", title: "PyTorch" },
];
const measured = (times: number[], label = "") => ({ label, backend: "any", times });

describe("the bench's table", () => {
  it("shows medians, the fastest and slowest run, the best variant, and the ratio of medians", () => {
    const engine = [measured([4, 5, 4.5])];
    const torch = [measured([9, 9.9, 8.1], "1 thread"), measured([20, 20, 20], "2 threads")];
    const rows = [{ name: "a", title: "work A", sides: { engine, torch } }];
    expect(tableOf(rows, SIDES, 3).split("\n")).toEqual([
      "| work | engine | PyTorch |",
      "| --- | --- | --- |",
      "| work A | 4.50 ms (4.00–5.00) | 9.00 ms = 2.00x (8.10–9.90; 1 thread) |",
    ]);
  });

  it("says how many runs there were where they were fewer", () => {
    const sides = { engine: [measured([1900, 2100])], torch: [measured([500])] };
    const [, , line] = tableOf([{ name: "a", title: "A", sides }], SIDES, 7).split("\n");
    expect(line).toBe("| A | 2.00 s (1.90–2.10; 2 runs) | 500 ms = 0.250x (1 run) |");
  });

  it("leaves a cell empty where nothing was measured, and a ratio out without its divisor", () => {
    const rows = [
      { name: "a", title: "A", sides: { engine: [measured([1])] } },
      { name: "b", title: "B", sides: { torch: [measured([1])] } },
    ];
    const [, , a, b] = tableOf(rows, SIDES, 1).split("\n");
    expect(a).toBe("| A | 1.00 ms |  |");
    expect(b).toBe("| B |  | 1.00 ms |");
  });
});

describe("a time", () => {
  it.each([
    [0.0123, "0.0123 ms"],
    [1.234, "1.23 ms"],
    [123.4, "123 ms"],
    [1234, "1.23 s"],
    [123_400, "123 s"],
  ])("of %d ms is written %s", (ms, text) => {
    expect(timeOf(ms)).toBe(text);
  });
});

describe("the recorded table", () => {
  it("ends with the machine, the date and what was left out, by variant and reason", () => {
    const machine = { cpu: "A CPU", cores: 2, gpu: null, host: "Chromium 1", python: null };
    const left = { variant: "composed wasm", reason: "failed: no memory", slow: false };
    const notices = [
      { ...left, title: "A" },
      { ...left, title: "B" },
      { variant: "composed cpu", reason: "over 60 s", title: "A", slow: true },
    ];
    const rows = [{ name: "a", title: "A", sides: { engine: [measured([1])] } }];
    const record = { date: "2026-01-02", machine, runs: 7, sides: SIDES, rows, notices };
    const text = markdownOf(record);
    expect(text).toContain("A CPU, 2 cores; Chromium 1; any; 2026-01-02. Medians of 7 runs");
    expect(text).toMatch(/- Left out: composed wasm \(failed: no memory\): A; B\.$/);
    expect(text).toContain("An empty cell: over 60 s.");
  });
});

describe("quoting the table", () => {
  const page = "before\n<!-- bench -->\nold\n<!-- /bench -->\nafter";

  it("replaces what stands between its two comments, again and again", () => {
    const once = quote(page, "bench", "new");
    expect(once).toBe("before\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nafter");
    expect(quote(once, "bench", "new")).toBe(once);
  });

  it("fails where the comments are not there", () => {
    expect(() => quote(page, "bench-gpu", "new")).toThrow(/expected <!-- bench-gpu -->/);
  });
});
