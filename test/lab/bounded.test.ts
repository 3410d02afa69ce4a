import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bounded, type Kept } from "../../src/lab/bounded.ts";

const items = fc
  .uniqueArray(fc.nat(10_000), { maxLength: 80 })
  .chain((updates) =>
    fc.tuple(
      ...updates
        .toSorted((a, b) => a - b)
        .map((update) => fc.nat(100).map((bytes): Kept => ({ update, bytes }))),
    ),
  );
const bound = fc.record({ most: fc.integer({ min: 2, max: 40 }), bytes: fc.nat(3000) });

describe("bounded", () => {
  it("keeps the first, the last and the order, and as many as the bound lets it", () => {
    fc.assert(
      fc.property(items, bound, (all, { most, bytes }) => {
        const left = bounded(all, { most, bytes });
        expect(left.length).toBeLessThanOrEqual(most);
        const sum = left.reduce((total, item) => total + item.bytes, 0);
        if (left.length > 2) expect(sum).toBeLessThanOrEqual(bytes);
        expect([left[0], left.at(-1)]).toEqual([all[0], all.at(-1)]);
        expect(all.filter((item) => left.includes(item))).toEqual(left);
      }),
    );
  });

  it("leaves what is within the bound as it is", () => {
    const all = [0, 1, 2].map((update) => ({ update, bytes: 1 }));
    expect(bounded(all, { most: 3, bytes: 3 })).toBe(all);
  });

  it("leaves what comes one by one spread evenly", () => {
    let kept: readonly Kept[] = [];
    for (let update = 0; update < 3000; update++) {
      kept = bounded([...kept, { update, bytes: 1 }], { most: 64, bytes: 1e9 });
    }
    const gaps = kept.slice(1).map(({ update }, i) => update - kept[i]!.update);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * (3000 / 63));
    expect(kept.length).toBe(64);
  });

  it("keeps those that are to stay while there is another", () => {
    const all = Array.from({ length: 20 }, (_, update) => ({ update, bytes: 1 }));
    const left = bounded(all, { most: 4, bytes: 1e9 }, ({ update }) => update === 7);
    expect(left.map(({ update }) => update)).toContain(7);
    expect(bounded(all, { most: 4, bytes: 1e9 }, () => true)).toHaveLength(4);
  });
});
