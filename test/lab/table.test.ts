import { describe, expect, it } from "vitest";
import type { Comparison, Estimate } from "../../src/detection/comparison.ts";
import { type Cell, tableOf } from "../../src/lab/table.ts";
import { result, summary } from "./samples.ts";

/** The cells that hold results. */
const scored = (cells: (Cell | string | null)[] = []) =>
  cells.filter((cell) => cell !== null && typeof cell !== "string");

const three = summary("near1", "far1", "far2");

describe("tableOf", () => {
  it("has the sets by group, averages of groups with several, and the average of all sets", () => {
    expect(tableOf(three, {}, null).columns.map(({ name }) => name)).toEqual([
      ...["near1", "far1", "far2", "far average", "average"],
    ]);
  });

  it("averages over data sets, not over groups", () => {
    const scores = { near1: [0.6, 0.9], far1: [0.8, 0.5], far2: [1, 0.1] } as const;
    const results = { SSD: result(1, "SSD", { ...scores } as never) };
    const row = tableOf(three, results, null).rows.find(({ method }) => method === "SSD")!;
    expect(scored(row.cells).map(({ auroc }) => auroc.value.toFixed(3))).toEqual([
      ...["0.600", "0.800", "1.000", "0.900", "0.800"],
    ]);
    expect(scored(row.cells).at(-1)?.fpr95.value).toBeCloseTo(0.5);
  });

  it("takes finished methods as they were compared, and those in training as they are", () => {
    const one = summary("a");
    const estimate = (value: number, best: boolean): Estimate => ({
      ...{ value, interval: [value - 0.1, value + 0.1], best },
    });
    const cell = { auroc: estimate(0.9, true), fpr95: estimate(0.5, false) };
    const comparison: Comparison = {
      columns: [{ name: "a", group: "near", datasets: ["a"] }],
      methods: [
        { method: "SSD", cells: [{ ...cell, fpr95OodPositive: estimate(0.4, false) }] },
        { method: "EBM", cells: [{ ...cell, fpr95OodPositive: estimate(0.4, false) }] },
      ],
    };
    const { rows } = tableOf(
      one,
      {
        SSD: result(1, "SSD", { a: [0.9, 0.5] }),
        KNN: result(1, "KNN", { a: [0.8, 0.6] }),
        EBM: { ...result(1, "EBM", { a: [0.7, 0.6] }), final: false },
      },
      comparison,
    );
    const cellOf = (name: string) => scored(rows.find(({ method }) => method === name)?.cells)[0];
    expect(cellOf("SSD")?.auroc).toEqual(estimate(0.9, true));
    expect(cellOf("KNN")?.auroc).toEqual({ value: 0.8, interval: null, best: false });
    expect(cellOf("EBM")?.auroc).toEqual({ value: 0.7, interval: null, best: false });
  });

  it("says what a method lacks, and leaves a cell empty until all its sets are there", () => {
    const { rows } = tableOf(three, { KNN: result(1, "KNN", { far1: [0.9, 0.2] }) }, null);
    expect(rows.find(({ method }) => method === "ODIN")?.needs).toBe("needs logits");
    const knn = rows.find(({ method }) => method === "KNN")!;
    expect(knn.cells.map((cell) => cell !== null)).toEqual([false, true, false, false, false]);
  });

  it("says where a set without logits leaves a logit method no result to come", () => {
    const [near, far] = summary("a", "b").ood;
    const { rows } = tableOf(
      { ...summary("a", "b"), ood: [near!, { ...far!, logits: false }] },
      { MSP: result(1, "MSP", { a: [0.9, 0.3] }) },
      null,
    );
    const cellsOf = (name: string) => rows.find(({ method }) => method === name)?.cells;
    expect(cellsOf("MSP")).toEqual([
      expect.objectContaining({ auroc: { value: 0.9, interval: null, best: false } }),
      ...["no logits for this set", "no logits for b"],
    ]);
    expect(cellsOf("KNN")).toEqual([null, null, null]);
  });
});
