import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fewer } from "../../src/data/fewer.ts";
import type { FeatureSet } from "../../src/data/rows.ts";

const CLASSES = 4;
const none = new Float32Array(0);
const empty = { count: 0, features: none, lengths: none, logits: null, odin: null };

/** A set whose features [row, -row] and logits tell the rows apart. */
function setOf(labels: number[]): FeatureSet {
  const rows = labels.map((_, row) => row);
  return {
    dimensions: 2,
    classes: CLASSES,
    train: {
      count: labels.length,
      labels: Int32Array.from(labels),
      features: Float32Array.from(rows.flatMap((row) => [row, -row])),
      lengths: Float32Array.from(rows),
      logits: Float32Array.from(rows.flatMap((row) => [row, 0, 1, 2])),
      odin: null,
    },
    head: null,
    test: empty,
    ood: [],
  };
}

/** The rows that a drawn set is made of. */
const rowsOf = ({ train }: FeatureSet) => [...train.features.filter((_, i) => i % 2 === 0)];

const label = fc.nat(CLASSES - 1);
const labels = fc
  .array(label, { maxLength: 60 })
  .map((some) => [...Array.from({ length: CLASSES }, (_, c) => c), ...some]);
const count = fc.integer({ min: 1, max: 20 });
const seed = fc.nat(2 ** 32 - 1);

describe("fewer", () => {
  it("draws as many rows of each class as are asked for, or all that it has", () => {
    fc.assert(
      fc.property(labels, count, seed, (all, n, s) => {
        const { train } = fewer(setOf(all), n, s);
        for (let c = 0; c < CLASSES; c++) {
          const has = (values: ArrayLike<number>) =>
            Array.from(values).filter((v) => v === c).length;
          expect(has(train.labels)).toBe(Math.min(n, has(all)));
        }
        expect(train.count).toBe(train.labels.length);
      }),
    );
  });

  it("keeps each row whole, none twice, in the old order", () => {
    fc.assert(
      fc.property(labels, count, seed, (all, n, s) => {
        const drawn = fewer(setOf(all), n, s);
        const rows = rowsOf(drawn);
        expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
        const again = setOf(all).train;
        rows.forEach((row, i) => {
          expect(drawn.train.labels[i]).toBe(again.labels[row]);
          expect(drawn.train.features[2 * i + 1]).toBe(again.features[2 * row + 1]);
          expect(drawn.train.lengths[i]).toBe(row);
          expect([...drawn.train.logits!.subarray(4 * i, 4 * i + 4)]).toEqual([row, 0, 1, 2]);
        });
      }),
    );
  });

  it("draws a part of what a higher count draws", () => {
    fc.assert(
      fc.property(labels, count, seed, (all, n, s) => {
        const more = new Set(rowsOf(fewer(setOf(all), n + 1, s)));
        expect(rowsOf(fewer(setOf(all), n, s)).every((row) => more.has(row))).toBe(true);
      }),
    );
  });

  it("draws by the seed", () => {
    const all = Array.from({ length: 400 }, (_, i) => i % CLASSES);
    const rows = (s: number) => rowsOf(fewer(setOf(all), 10, s));
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
  });

  it("gives the set itself for 0, and leaves it as it is otherwise", () => {
    const set = setOf([0, 1, 2, 3, 0]);
    expect(fewer(set, 0, 1)).toBe(set);
    fewer(set, 1, 1);
    expect(set).toEqual(setOf([0, 1, 2, 3, 0]));
    const bare = { ...set, train: { ...set.train, logits: null } };
    expect(fewer(bare, 1, 1).train.logits).toBeNull();
  });
});
