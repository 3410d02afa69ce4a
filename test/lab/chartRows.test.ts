import { describe, expect, it } from "vitest";
import {
  anglesData,
  histogramData,
  linesData,
  lossData,
  mapData,
  rocData,
  sharesData,
} from "../../src/lab/chartRows.ts";
import { append, EMPTY_TRACE } from "../../src/lab/trace.ts";

describe("lossData", () => {
  it("has a row a point of the chart", () => {
    const { columns, rows } = lossData(append(EMPTY_TRACE, [1, 0.5, -0.1, 2, 0.4, -0.2]));
    expect(columns).toEqual(["update", "loss", "energy gap"]);
    expect(rows).toEqual([
      [1, 0.5, -0.1],
      [2, 0.4, -0.2],
    ]);
  });
});

describe("rocData", () => {
  it("reads the OOD share off each curve, between its points too", () => {
    const chance = { name: "chance", auroc: 0.5, curve: Float32Array.of(0, 0, 1, 1) };
    const perfect = { name: "perfect", auroc: 1, curve: Float32Array.of(0, 0, 0, 1, 1, 1) };
    const { rows, caption } = rocData([chance, perfect]);
    const [level, half, none] = rows.find(([name]) => name === 50)!;
    expect(level).toBe(50);
    expect(half).toBeCloseTo(50, 4);
    expect(none).toBe(0);
    expect(caption).toContain("chance 50.0, perfect 100.0");
  });

  it("says nothing of curves that are not there", () => {
    expect(rocData([]).columns).toEqual(["ID accepted"]);
  });
});

describe("histogramData", () => {
  it("leaves out bins in which no series has anything", () => {
    const id = { name: "ID", shares: Float32Array.of(0.5, 0, 0.5, 0) };
    const ood = { name: "OOD", shares: Float32Array.of(0, 0, 0.25, 0.75) };
    expect(histogramData([id, ood], [0, 8], "score").rows).toEqual([
      [0, 2, 50, 0],
      [4, 6, 50, 25],
      [6, 8, 0, 75],
    ]);
  });

  it("is empty where there is no result yet", () => {
    expect(histogramData([], [0, 1], "score").rows).toEqual([]);
  });
});

describe("linesData", () => {
  it("gives each value its place, and a shorter line nothing beyond its end", () => {
    const long = { name: "x", values: Float32Array.of(1, 0.5, 0.25) };
    const short = { name: "y", values: Float32Array.of(1) };
    expect(linesData([long, short], { first: 0, step: 10 }, ["lag", "correlation"]).rows).toEqual([
      [0, 1, 1],
      [10, 0.5, null],
      [20, 0.25, null],
    ]);
  });
});

describe("sharesData", () => {
  it("has what the shares are compared with first, then a row a time", () => {
    const truth = { name: "data", shares: Float32Array.of(0.5, 0.5) };
    const shares = Float32Array.of(1, 0, 0.75, 0.25);
    expect(sharesData(["left", "right"], Float32Array.of(0, 5), shares, [truth]).rows).toEqual([
      ["data", 50, 50],
      [0, 100, 0],
      [5, 75, 25],
    ]);
  });
});

describe("anglesData", () => {
  it("joins the lines by update", () => {
    const first: [number, number, number][] = [[1, 30, 5]];
    const second: [number, number, number][] = [[2, 40, 8]];
    const lines = [
      { name: "EBM", rows: first, column: 1 as const },
      { name: "draws", rows: second, column: 2 as const },
    ];
    expect(anglesData(lines).rows).toEqual([
      [1, 30, null],
      [2, null, 8],
    ]);
  });
});

describe("mapData", () => {
  it("reads 9 by 9 cells, the highest y first, the lowest x first", () => {
    const size = 90;
    const values = Float32Array.from({ length: size * size }, (_, i) => i);
    const map = { values, domain: [0, 1] as [number, number], diverging: false, contours: [] };
    const { columns, rows } = mapData(map, size, 4);
    expect(columns).toEqual(["y \\ x", "−4", "−3", "−2", "−1", "0", "1", "2", "3", "4"]);
    expect(rows).toHaveLength(9);
    expect(rows[0]!.slice(0, 2)).toEqual([4, size * (size - 1)]);
    expect(rows.at(-1)!.at(-1)).toBe(size - 1);
  });
});
