import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  criterionColumn,
  SHADES,
  settingColumn,
  shadeOf,
} from "../../../src/lab/sweeps/columns.ts";
import { criterionOf } from "../../../src/lab/sweeps/criteria.ts";
import { type Band, bandsOf, heatData, heatOf, mostlyBeats } from "../../../src/lab/sweeps/heat.ts";
import { brushed, chartOf } from "../../../src/lab/sweeps/lines.ts";
import { recordsOf, resultsOf } from "../../../src/lab/sweeps/results.ts";
import { rowsData, rowsOf, rowText, sortedRows } from "../../../src/lab/sweeps/rows.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { design, RANGES } from "./designs.ts";
import { record } from "./records.ts";

const NLL = criterionOf("nll");
const TV = criterionOf("tv");
const own = design({ seeds: [1, 2] });
/** The NLL of each run of the design's three by two points, two seeds each; null: it failed. */
const NLLS = [2.5, 2.7, 2.2, 2.4, 3.5, 3.1, 2.6, null, null, null];
const trials = trialsOf(own);
const records = NLLS.map((nll, trial) =>
  record(
    {
      ...{ id: `r${trial}`, settings: trials[trial]!.settings as never },
      standing: nll === null ? "failed" : "done",
      sweep: { id: "s", trial, rungs: [], dropped: false },
    },
    { nll: nll ?? 2.4 },
  ),
);
const results = (criterion = NLL) => resultsOf(trials, recordsOf("s", records), criterion);
const measured = [
  [NLL, results()],
  [TV, results(TV)],
] as const;

describe("settingColumn", () => {
  it("spreads listed values evenly, in rising order", () => {
    const column = settingColumn("toy", { key: "steps", values: [40, 5, 10] });
    expect([5, 10, 40].map(column.shareOf)).toEqual([0, 0.5, 1]);
    expect(column.ticks.map(({ text }) => text)).toEqual(["5", "10", "40"]);
    expect(column.textAt(0.5)).toBe("10");
  });

  it("gives a range its own scale, and each share its value", () => {
    for (const axis of RANGES) {
      if ("values" in axis) continue;
      const column = settingColumn("toy", axis);
      expect(column.shareOf(axis.from)).toBeCloseTo(0);
      expect(column.shareOf(axis.to)).toBeCloseTo(1);
    }
    const log = settingColumn("toy", { key: "stepSize", from: 1e-4, to: 1e-2, scale: "log" });
    expect(log.shareOf(1e-3)).toBeCloseTo(0.5);
    expect(log.textAt(0.5)).toBe("0.001");
  });
});

describe("criterionColumn", () => {
  const anyValues = fc.array(fc.double({ noNaN: true, min: 0, max: 50 }), { minLength: 1 });

  it("has the better end up, and every value within it", () => {
    fc.assert(
      fc.property(anyValues, fc.constantFrom(NLL, criterionOf("closed")), (values, criterion) => {
        const column = criterionColumn(criterion, values);
        const better = criterion.better === "low" ? Math.min : Math.max;
        expect(column.shareOf(better(...values))).toBeCloseTo(1);
        for (const value of values) {
          expect(column.shareOf(value)).toBeGreaterThanOrEqual(0);
          expect(column.shareOf(value)).toBeLessThanOrEqual(1);
          expect(shadeOf(column, value)).toBeLessThan(SHADES);
        }
        expect(shadeOf(column, better(...values))).toBe(0);
      }),
    );
  });

  it("does not let one value far off press the others together, and says so at its end", () => {
    const column = criterionColumn(NLL, [2.3, 2.4, 2.5, 2.6, 80]);
    expect(column.shareOf(2.3) - column.shareOf(2.6)).toBeGreaterThan(0.3);
    expect(column.shareOf(80)).toBe(0);
    expect(column.ticks[0]!.text).toMatch(/^≥/);
  });

  it("has as many decimals at its ticks as tell them from each other", () => {
    const texts = (criterion: typeof NLL, values: number[]) =>
      criterionColumn(criterion, values).ticks.map(({ text }) => text);
    expect(texts(NLL, [2, 4])).toEqual(["4.000", "3.500", "3.000", "2.500", "2.000"]);
    expect(new Set(texts(NLL, [2.159, 2.162])).size).toBe(5);
    expect(new Set(texts(TV, [0.016, 0.018])).size).toBe(5);
  });

  it("says one value as it is", () => {
    const column = criterionColumn(NLL, [2.3]);
    expect(column.ticks).toEqual([{ share: 1, text: "2.300" }]);
  });
});

describe("chartOf", () => {
  it("draws a line a point at the medians, and none of a point without runs", () => {
    const { columns, lines } = chartOf(own, measured, "points");
    expect(columns.map(({ key }) => key)).toEqual(["steps", "stepSize", "nll", "tv"]);
    expect(lines.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5].map((n) => `point ${n}`));
    expect(lines[1]).toMatchObject({ shade: 0, run: null });
    expect(lines[4]).toMatchObject({ shade: null, shares: [1, 0, null, null] });
  });

  it("draws a line a run", () => {
    const { lines } = chartOf(own, measured, "runs");
    expect(lines).toHaveLength(NLLS.length);
    expect(lines[3]!.run!.record!.id).toBe("r3");
  });

  it("keeps the lines within all brushes", () => {
    const { lines } = chartOf(own, measured, "points");
    const ids = (brushes: [number, [number, number]][]) =>
      brushed(lines, new Map(brushes)).map(({ point }) => point.point);
    expect(ids([])).toEqual([0, 1, 2, 3, 4]);
    expect(ids([[1, [0.9, 1]]])).toEqual([1, 3]);
    expect(ids([[2, [0, 1]]])).toEqual([0, 1, 2]);
    expect(
      ids([
        [1, [0.9, 1]],
        [2, [0.9, 1]],
      ]),
    ).toEqual([1]);
  });
});

describe("heatOf", () => {
  const heat = (of: "all" | "best" = "all", held: [string, Band][] = []) =>
    heatOf(own, results(), NLL, ["steps", "stepSize"], { of, held: new Map(held) });

  it("has the median, the spread and the runs of each cell", () => {
    const { xs, ys, cells } = heat();
    expect([xs, ys].map((bands) => bands.map(({ text }) => text))).toEqual([
      ["10", "20", "40"],
      ["0.001", "0.003"],
    ]);
    expect(cells).toHaveLength(6);
    expect(cells[0]!.spread).toMatchObject({ median: 2.6, low: 2.5, high: 2.7 });
    expect(cells[0]!.runs).toHaveLength(2);
    expect(cells[5]).toMatchObject({ planned: 1, runs: [], beating: null });
  });

  it("marks who beats the mixture, and counts what failed", () => {
    const { cells } = heat();
    const at = (x: number, y: number) => cells.find((cell) => cell.x === x && cell.y === y)!;
    expect(at(0, 0)).toMatchObject({ beating: 2 });
    expect(at(1, 0)).toMatchObject({ beating: 0 });
    expect(at(1, 1)).toMatchObject({ beating: 1, spread: { failed: 1, median: null } });
    expect(mostlyBeats(at(0, 0))).toBe(true);
    expect(mostlyBeats(at(1, 1))).toBe(false);
  });

  it("shows all other points of a cell, the best of them, or those of one value", () => {
    const across = (of: "all" | "best", held: [string, Band][] = []) =>
      heatOf(own, results(), NLL, ["steps", "width"], { of, held: new Map(held) });
    expect(across("all").cells).toEqual([]);
    const wide = design({
      seeds: [1, 2],
      axes: [...own.axes, { key: "width", values: [64] }],
    });
    const found = resultsOf(trialsOf(wide), recordsOf("s", records), NLL);
    const cell = (of: "all" | "best", held: [string, Band][] = []) =>
      heatOf(wide, found, NLL, ["steps", "width"], { of, held: new Map(held) }).cells[0]!;
    expect(cell("all").spread.median).toBeCloseTo(2.45);
    expect(cell("best").spread.median).toBeCloseTo(2.3);
    const band = bandsOf("toy", own.axes[1]!)[0]!;
    expect(cell("all", [["stepSize", band]]).spread.median).toBe(2.6);
  });

  it("puts every value of a range into one of its parts", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e-2, noNaN: true }), (value) => {
        const bands = bandsOf("toy", { key: "stepSize", from: 1e-4, to: 1e-2, scale: "log" });
        expect(bands.filter((band) => band.has(value))).toHaveLength(1);
      }),
    );
  });

  it("has its numbers as a table", () => {
    const { columns, rows } = heatData(heat(), NLL, ["steps", "step size"]);
    expect(rows[0]).toEqual(["10", "0.001", 2.6, 2.5, 2.7, 2, 0, 2]);
    expect(columns).toHaveLength(8);
  });
});

describe("rowsOf", () => {
  it("has a row a point or a run, as many cells as columns, shares in per cent", () => {
    for (const by of ["points", "runs"] as const) {
      const { columns, rows } = rowsOf(own, measured, by);
      expect(rows).toHaveLength(by === "points" ? 6 : 12);
      for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
      expect(rowsData("all", { columns, rows }).rows[0]).toEqual(rows[0]!.cells);
    }
    expect(rowsOf(own, measured, "points").rows[0]!.cells).toEqual([
      ...[1, 10, 0.001, 2.6, 2.5, 2.7, 10],
      ...[2, 0, "ended"],
    ]);
  });

  it("shows what was measured with the same decimals all down a column", () => {
    const { columns, rows } = rowsOf(own, measured, "points");
    const texts = rows.map(({ cells }) => cells.map((cell, i) => rowText(columns[i]!, cell)));
    expect(texts[0]).toEqual([
      ...["1", "10", "0.001", "2.600", "2.500", "2.700", "10.0"],
      ...["2", "0", "ended"],
    ]);
    expect(texts[5]!.slice(3)).toEqual(["–", "–", "–", "–", "0", "0", "waiting"]);
  });

  it("is sorted by any column, what has no number last", () => {
    const { rows } = rowsOf(own, measured, "points");
    const order = (column: number, falling: boolean) =>
      sortedRows(rows, column, falling).map(({ point }) => point.point + 1);
    expect(order(3, false)).toEqual([2, 1, 3, 4, 5, 6]);
    expect(order(3, true)).toEqual([3, 1, 2, 4, 5, 6]);
    expect(order(0, true)).toEqual([6, 5, 4, 3, 2, 1]);
  });
});
