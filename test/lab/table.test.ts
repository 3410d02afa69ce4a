import { describe, expect, it } from "vitest";
import { type Cell, tableOf } from "../../src/lab/table.ts";
import { result, summary } from "./samples.ts";

/** The cells that hold results. */
const scored = (cells: (Cell | string | null)[] = []) =>
  cells.filter((cell) => cell !== null && typeof cell !== "string");

const three = summary("near1", "far1", "far2");

describe("tableOf", () => {
  it("has the sets by group, averages of groups with several, and the average of all sets", () => {
    expect(tableOf(three, {}).columns.map(({ name }) => name)).toEqual([
      ...["near1", "far1", "far2", "far average", "average"],
    ]);
  });

  it("averages over data sets, not over groups", () => {
    const scores = { near1: [0.6, 0.9], far1: [0.8, 0.5], far2: [1, 0.1] } as const;
    const results = { SSD: result(1, "SSD", { ...scores } as never) };
    const row = tableOf(three, results).rows.find(({ method }) => method === "SSD")!;
    expect(scored(row.cells).map(({ auroc }) => auroc.toFixed(3))).toEqual([
      ...["0.600", "0.800", "1.000", "0.900", "0.800"],
    ]);
    expect(scored(row.cells).at(-1)?.fpr95).toBeCloseTo(0.5);
  });

  it("marks the best of each column, and all that look the same", () => {
    const one = summary("a");
    const { rows } = tableOf(one, {
      MSP: result(1, "MSP", { a: [0.9001, 0.5] }),
      SSD: result(1, "SSD", { a: [0.9004, 0.4] }),
      KNN: result(1, "KNN", { a: [0.89, 0.6] }),
    });
    const best = rows.flatMap(({ method, cells }) =>
      scored(cells).map((cell) => `${method} ${cell.bestAuroc} ${cell.bestFpr95}`),
    );
    expect(best).toEqual(["MSP true false", "KNN false false", "SSD true true"]);
  });

  it("says what a method lacks, and leaves a cell empty until all its sets are there", () => {
    const { rows } = tableOf(three, { KNN: result(1, "KNN", { far1: [0.9, 0.2] }) });
    expect(rows.find(({ method }) => method === "ODIN")?.needs).toBe("needs logits");
    const knn = rows.find(({ method }) => method === "KNN")!;
    expect(knn.cells.map((cell) => cell !== null)).toEqual([false, true, false, false, false]);
  });

  it("says where a set without logits leaves a logit method no result to come", () => {
    const [near, far] = summary("a", "b").ood;
    const { rows } = tableOf(
      { ...summary("a", "b"), ood: [near!, { ...far!, logits: false }] },
      { MSP: result(1, "MSP", { a: [0.9, 0.3] }) },
    );
    const cellsOf = (name: string) => rows.find(({ method }) => method === name)?.cells;
    expect(cellsOf("MSP")).toEqual([
      expect.objectContaining({ auroc: 0.9 }),
      ...["no logits for this set", "no logits for b"],
    ]);
    expect(cellsOf("KNN")).toEqual([null, null, null]);
  });
});
