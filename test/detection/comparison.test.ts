import { describe, expect, test } from "vitest";
import type { Replicates } from "../../src/detection/bootstrap.ts";
import { columnsOf, compare, type Measured } from "../../src/detection/comparison.ts";
import type { Method } from "../../src/detection/methods.ts";

const SETS = [
  { dataset: "near1", group: "near" },
  { dataset: "far1", group: "far" },
  { dataset: "far2", group: "far" },
] as const;

const same = (values: number[]): Replicates => {
  const array = Float32Array.from(values);
  return { auroc: array, fpr95: array, fpr95OodPositive: array };
};

function measured(auroc: number, fpr95: number, replicates: number[] | null = null): Measured {
  const metrics = { auroc, fpr95, fpr95OodPositive: fpr95 };
  return { metrics, replicates: replicates && same(replicates) };
}

const methods = (entries: Record<string, Record<string, Measured>>) =>
  new Map(
    Object.entries(entries).map(([method, sets]) => [
      method as Method,
      new Map(Object.entries(sets)),
    ]),
  );

const hundredth = (count: number, value: (share: number) => number) =>
  Array.from({ length: count + 1 }, (_, i) => value(i / count));

describe("columnsOf", () => {
  test("has the sets by group, averages of groups with several, and the average of all sets", () => {
    expect(columnsOf(SETS).map(({ name }) => name)).toEqual([
      ...["near1", "far1", "far2", "far average", "average"],
    ]);
    expect(columnsOf(SETS.slice(0, 1)).map(({ name }) => name)).toEqual(["near1"]);
  });
});

describe("compare", () => {
  test("averages over data sets, not over groups", () => {
    const sets = { near1: measured(0.6, 0.9), far1: measured(0.8, 0.5), far2: measured(1, 0.1) };
    const [{ cells }] = compare(SETS, methods({ SSD: sets })).methods;
    const values = [0.6, 0.8, 1, 0.9, 0.8];
    cells.forEach((cell, i) => {
      expect(cell!.auroc.value).toBeCloseTo(values[i], 12);
    });
    expect(cells.at(-1)!.fpr95).toEqual({ value: 0.5, interval: null, best: false });
  });

  test("has no cell where a set is missing, and no average over it", () => {
    const [{ cells }] = compare(SETS, methods({ KNN: { far1: measured(0.9, 0.2) } })).methods;
    expect(cells.map((cell) => cell !== null)).toEqual([false, true, false, false, false]);
  });

  test("gives the 2.5 and 97.5 percentiles of the replicates, of averages those of the averages", () => {
    const sets = {
      near1: measured(
        0.5,
        0.5,
        hundredth(1000, (share) => share),
      ),
      far1: measured(
        0.5,
        0.5,
        hundredth(1000, (share) => 1 - share),
      ),
    };
    const [{ cells }] = compare(SETS.slice(0, 2), methods({ MoG: sets })).methods;
    expect(cells[0]!.auroc.interval).toEqual([expect.closeTo(0.025, 6), expect.closeTo(0.975, 6)]);
    expect(cells[2]!.auroc.interval).toEqual([expect.closeTo(0.5, 6), expect.closeTo(0.5, 6)]);
  });

  test("calls a method best that the paired difference does not tell from the best", () => {
    const noise = hundredth(200, (share) => share - 0.5);
    const of = (value: number, replicates: number[]) => ({
      near1: measured(value, value, replicates),
    });
    const table = compare(
      SETS.slice(0, 1),
      methods({
        KNN: of(
          0.9,
          noise.map((n) => 0.9 + n),
        ),
        // Moves with KNN, always a little lower: told apart in spite of wide intervals.
        SSD: of(
          0.89,
          noise.map((n) => 0.89 + n),
        ),
        // Moves against KNN: not told apart.
        MSP: of(
          0.85,
          noise.map((n) => 0.85 - n),
        ),
      }),
    );
    const best = Object.fromEntries(
      table.methods.map(({ method, cells }) => [method, cells[0]!.auroc.best]),
    );
    expect(best).toEqual({ KNN: true, SSD: false, MSP: true });
  });

  test("without replicates calls best what looks the same as the best, and none that is alone", () => {
    const { methods: rows } = compare(
      SETS.slice(0, 1),
      methods({
        MSP: { near1: measured(0.9001, 0.5) },
        SSD: { near1: measured(0.9004, 0.4) },
        KNN: { near1: measured(0.89, 0.6) },
      }),
    );
    expect(rows.map(({ cells }) => [cells[0]!.auroc.best, cells[0]!.fpr95.best])).toEqual([
      [true, false],
      [true, true],
      [false, false],
    ]);
    const alone = compare(SETS.slice(0, 1), methods({ MSP: { near1: measured(1, 0) } }));
    expect(alone.methods[0].cells[0]!.auroc.best).toBe(false);
  });
});
