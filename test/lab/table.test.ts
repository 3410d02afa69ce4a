import { describe, expect, it } from "vitest";
import type { ComparedCell, Comparisons, Estimate } from "../../src/detection/comparison.ts";
import { METHODS, type Method, PAPER_METHODS } from "../../src/detection/methods.ts";
import { type Cell, listed, type Scores, type TableForm, tableOf } from "../../src/lab/table.ts";
import { featureDefaults } from "../../src/model/defaults.ts";
import { result, summary } from "./samples.ts";

/** The cells that hold results. */
const scored = (cells: (Cell | string | null)[] = []) =>
  cells.filter((cell) => cell !== null && typeof cell !== "string");

const three = summary("near1", "far1", "far2");

/** A table of all methods. */
const tableFor = (
  loaded: Scores["summary"],
  results: Scores["results"] = {},
  form: TableForm = "sets",
  comparison: Comparisons | null = null,
) => tableOf(form, METHODS, { summary: loaded, results, comparison });

const estimate = (value: number, best: boolean): Estimate => ({
  ...{ value, interval: [value - 0.1, value + 0.1], best },
});
const compared = (auroc: Estimate): ComparedCell => ({
  ...{ auroc, fpr95: estimate(0.5, false), fpr95OodPositive: estimate(0.4, false) },
});

describe("tableOf", () => {
  it("has the sets by group, and the average of all sets", () => {
    expect(tableFor(three).columns.map(({ name }) => name)).toEqual([
      ...["near1", "far1", "far2", "average"],
    ]);
  });

  it.each(["groups", "ablation"] as const)("has a column a group in the form %s", (form) => {
    expect(tableFor(three, {}, form).columns).toEqual([
      { name: "near1", group: "near", datasets: ["near1"] },
      { name: "far average", group: "far", datasets: ["far1", "far2"] },
      { name: "average", group: null, datasets: ["near1", "far1", "far2"] },
    ]);
    expect(tableFor(summary("a"), {}, form).columns).toHaveLength(1);
  });

  it("averages over data sets, not over groups", () => {
    const scores = { near1: [0.6, 0.9], far1: [0.8, 0.5], far2: [1, 0.1] } as const;
    const results = { SSD: result(1, "SSD", { ...scores } as never) };
    const row = tableFor(three, results, "groups").rows.find(({ method }) => method === "SSD")!;
    expect(scored(row.cells).map(({ auroc }) => auroc.value.toFixed(3))).toEqual([
      ...["0.600", "0.900", "0.800"],
    ]);
    expect(scored(row.cells).at(-1)?.fpr95.value).toBeCloseTo(0.5);
  });

  it("shows the paper's methods, and of those beyond it what is asked for or has results", () => {
    const { extras } = featureDefaults();
    expect(listed(extras, {})).toEqual(PAPER_METHODS);
    const asked = listed({ ...extras, vim: "on" }, { Composed: result(1, "Composed", {}) });
    expect(asked).toEqual([...PAPER_METHODS, "ViM", "Composed"]);
  });

  it("shows the methods that it is told to, in their order", () => {
    const scores: Scores = { summary: three, results: {}, comparison: null };
    const methods: Method[] = ["KNN", "Correction"];
    const names = (form: TableForm) => tableOf(form, methods, scores).rows.map(({ name }) => name);
    expect(names("sets")).toEqual(methods);
    expect(names("ablation")).toEqual(["ours"]);
  });

  it("takes finished methods as they were compared, and those in training as they are", () => {
    const one = summary("a");
    const cell = compared(estimate(0.9, true));
    const all = {
      columns: [{ name: "a", group: "near", datasets: ["a"] }],
      methods: [
        { method: "SSD", cells: [cell] },
        { method: "EBM", cells: [cell] },
      ],
    } satisfies Omit<Comparisons, "ablation">;
    const { rows } = tableFor(
      one,
      {
        SSD: result(1, "SSD", { a: [0.9, 0.5] }),
        KNN: result(1, "KNN", { a: [0.8, 0.6] }),
        EBM: { ...result(1, "EBM", { a: [0.7, 0.6] }), final: false },
      },
      "sets",
      { ...all, ablation: all },
    );
    const cellOf = (name: string) => scored(rows.find(({ method }) => method === name)?.cells)[0];
    expect(cellOf("SSD")?.auroc).toEqual(estimate(0.9, true));
    expect(cellOf("KNN")?.auroc).toEqual({ value: 0.8, interval: null, best: false });
    expect(cellOf("EBM")?.auroc).toEqual({ value: 0.7, interval: null, best: false });
  });

  it("names the rows of the ablation as the paper does, the best among themselves", () => {
    const columns = [{ name: "a", group: "near" as const, datasets: ["a"] }];
    const cellsOf = (best: boolean) => [compared(estimate(0.9, best))];
    const comparison: Comparisons = {
      ...{ columns, methods: [{ method: "SSD", cells: cellsOf(false) }] },
      ablation: { columns, methods: [{ method: "SSD", cells: cellsOf(true) }] },
    };
    const results = { SSD: result(1, "SSD", { a: [0.9, 0.5] }) };
    const best = (form: TableForm) => {
      const { rows } = tableFor(summary("a"), results, form, comparison);
      return scored(rows.find(({ method }) => method === "SSD")?.cells)[0]?.auroc.best;
    };
    expect([best("groups"), best("ablation")]).toEqual([false, true]);
    const { rows } = tableFor(summary("a"), results, "ablation", comparison);
    expect(rows.map(({ name }) => name)).toEqual([
      ...["w/o energy", "w/o energy", "w/o MoG", "ours"],
    ]);
  });

  it("says what a method lacks, and leaves a cell empty until all its sets are there", () => {
    const { rows } = tableFor(three, { KNN: result(1, "KNN", { far1: [0.9, 0.2] }) });
    expect(rows.find(({ method }) => method === "ODIN")?.needs).toBe("needs logits");
    const knn = rows.find(({ method }) => method === "KNN")!;
    expect(knn.cells.map((cell) => cell !== null)).toEqual([false, true, false, false]);
  });

  it("says where a set without logits leaves a logit method no result to come", () => {
    const [near, far] = summary("a", "b").ood;
    const { rows } = tableFor(
      { ...summary("a", "b"), ood: [near!, { ...far!, logits: false }] },
      { MSP: result(1, "MSP", { a: [0.9, 0.3] }) },
    );
    const cellsOf = (name: string) => rows.find(({ method }) => method === name)?.cells;
    expect(cellsOf("MSP")).toEqual([
      expect.objectContaining({ auroc: { value: 0.9, interval: null, best: false } }),
      ...["no logits for this set", "no logits for b"],
    ]);
    expect(cellsOf("KNN")).toEqual([null, null, null]);
  });
});
