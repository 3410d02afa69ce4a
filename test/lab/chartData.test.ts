import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellText, dataCsv, thinned } from "../../src/lab/chartData.ts";

describe("thinned", () => {
  it("keeps first, last and order, and at most as many rows as asked for", () => {
    const sizes = fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 2, max: 80 }));
    fc.assert(
      fc.property(sizes, ([count, most]) => {
        const rows = Array.from({ length: count }, (_, i) => i);
        const shown = thinned(rows, most);
        expect(shown).toHaveLength(Math.min(count, most));
        expect(shown[0]).toBe(rows[0]);
        expect(shown.at(-1)).toBe(rows.at(-1));
        shown.slice(1).forEach((row, i) => {
          expect(row).toBeGreaterThan(shown[i]!);
        });
      }),
    );
  });
});

describe("cellText", () => {
  it("writes whole numbers in full, others with four digits, and nothing as a dash", () => {
    expect(cellText(123456)).toBe("123456");
    expect(cellText(-0.123456)).toBe("\u22120.1235");
    expect(cellText(null)).toBe("–");
    expect(cellText(Number.NaN)).toBe("–");
    expect(cellText("north-east")).toBe("north-east");
  });
});

describe("dataCsv", () => {
  it("has every row, with the numbers in full", () => {
    const rows = [
      [1, 1 / 3],
      [2, null],
    ];
    expect(dataCsv({ caption: "", columns: ["update", "loss, in nats"], rows })).toBe(
      'update,"loss, in nats"\n1,0.3333333333333333\n2,\n',
    );
  });
});
