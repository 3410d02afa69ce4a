import { describe, expect, it } from "vitest";
import { comparisonOf, sameData, seedGroups, spreadOf } from "../../../src/lab/runs/compared.ts";
import { comparedMaps, differences } from "../../../src/lab/runs/comparedMaps.ts";
import { resultRows, settingRows } from "../../../src/lab/runs/contrast.ts";
import {
  bandsOf,
  curveData,
  curvesOf,
  curveValues,
  lastValues,
} from "../../../src/lab/runs/curves.ts";
import { detectionRows, scoredMethods } from "../../../src/lab/runs/detectionRows.ts";
import {
  lossCurves,
  rocCurves,
  scoredSets,
  trainedMethods,
} from "../../../src/lab/runs/featureCurves.ts";
import type { FeatureDetails, ToyRecord } from "../../../src/lab/runs/record.ts";
import { seedRows } from "../../../src/lab/runs/seedTable.ts";
import { append, EMPTY_TRACE } from "../../../src/lab/trace.ts";
import { featureRun, idOf, toyDetails, toyRun } from "./records.ts";

const compare = (...records: ToyRecord[]) =>
  comparisonOf(
    { records, details: new Map(records.map((run) => [run.id, toyDetails(run)])) },
    records.map(({ id }) => id),
  ).toy;

describe("comparisonOf", () => {
  it("numbers the runs as the address has them, and names those that are not kept", () => {
    const records = [toyRun(1), featureRun(2)];
    const ids = [idOf(2), idOf(7), idOf(1)];
    const { toy, features, missing } = comparisonOf({ records, details: new Map() }, ids);
    expect(toy.map(({ number, details }) => [number, details])).toEqual([[3, null]]);
    expect(features.map(({ number }) => number)).toEqual([1]);
    expect(missing).toEqual([idOf(7)]);
  });
});

it("sameData tells runs of other data or dials apart", () => {
  expect(sameData(compare(toyRun(1), toyRun(2, {}, { width: 8 })))).toBe(true);
  expect(sameData(compare(toyRun(1), toyRun(2, {}, { data: "cross" })))).toBe(false);
});

describe("seedGroups", () => {
  it("are of runs that differ by their seeds alone, at the same update", () => {
    const runs = compare(
      toyRun(1, {}, { seed: 1 }),
      toyRun(2, {}, { seed: 2, width: 128 }),
      toyRun(3, {}, { seed: 3 }),
      toyRun(4, { update: 200 }, { seed: 4 }),
    );
    const groups = seedGroups(runs);
    expect(groups.map(({ runs }) => runs.map(({ number }) => number))).toEqual([[1, 3]]);
  });

  it("come to a median and a range", () => {
    const runs = [2.3, 2.5, 2.6].map((nll, i) => toyRun(i, { nll }, { seed: i }));
    const [row] = seedRows(seedGroups(compare(...runs)));
    expect(row).toMatchObject({ seeds: "0, 1, 2", median: "2.500", range: "2.300 to 2.600" });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, low: 1, high: 4 });
  });
});

describe("the curves of compared runs", () => {
  const runs = compare(toyRun(1, { nll: 2.3 }, { updates: 400 }), toyRun(2, { nll: 2.5 }));

  it("are read at an update or the nearest before it, and nowhere after their end", () => {
    const curves = curvesOf(runs, "nll");
    const [first, second] = curveValues(curves, 405);
    expect(first).toBeNull();
    expect(second).toBe(curves[1]!.points.findLast(([update]) => update <= 405)![1]);
  });

  it("have each a value at its own end", () => {
    const curves = curvesOf(runs, "nll");
    expect(lastValues(curves)).toEqual(curves.map(({ points }) => points.at(-1)![1]));
    expect(lastValues([{ number: 1, title: "", points: [] }])).toEqual([null]);
  });

  it("are in the data at every update of any of them", () => {
    const { columns, rows } = curveData(curvesOf(runs, "tv"), "tv");
    expect(columns).toHaveLength(3);
    expect(rows).toHaveLength(61);
    expect(rows.at(-1)![1]).toBeNull();
  });

  it("of a group of seeds have a median between their ends", () => {
    const seeds = compare(...[2.3, 2.4, 2.9].map((nll, i) => toyRun(i, { nll }, { seed: i })));
    const [band] = bandsOf(seedGroups(seeds), curvesOf(seeds, "nll"));
    const { low, median, high } = band!.points.at(-1)!;
    expect([low, median, high].map((value) => value.toFixed(2))).toEqual(["2.30", "2.40", "2.90"]);
  });
});

describe("comparedMaps", () => {
  const maps = comparedMaps(compare(toyRun(1, { nll: 2.3 }), toyRun(2, { nll: 5 })));

  it("has the data once, and all on one colour scale", () => {
    expect(maps.map(({ number }) => number)).toEqual([null, 1, 2]);
    expect(new Set(maps.map(({ map }) => String(map.domain))).size).toBe(1);
  });

  it("has differences from the first run, on colours that part at 0", () => {
    const less = differences(maps);
    expect(less.map(({ number }) => number)).toEqual([null, 2]);
    const { map } = less[1]!;
    expect(map.domain[0]).toBe(-map.domain[1]);
    const at = map.values.length / 2 + 32;
    expect(map.values[at]).toBeCloseTo(maps[2]!.map.values[at]! - maps[1]!.map.values[at]!, 5);
  });
});

describe("the curves of runs over features", () => {
  const results = [{ ...{ dataset: "svhn", auroc: 0.9 }, curve: Float32Array.of(0, 0, 1, 1) }];
  const parts = {
    trainings: { Correction: { updates: 2, trace: append(EMPTY_TRACE, [1, 0.5, 2, 2, 0.25, 1]) } },
    results: { Correction: { results } },
  };
  const details = { kind: "features", parts } as unknown as FeatureDetails;
  const records = [featureRun(1), featureRun(2)];
  const { features } = comparisonOf(
    { records, details: new Map([[idOf(1), details]]) },
    records.map(({ id }) => id),
  );

  it("are losses by update, and empty where nothing is known", () => {
    expect(trainedMethods(features)).toEqual(["Correction"]);
    const [first, second] = lossCurves(features, "Correction", "gap");
    expect(first!.points).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(second!.points).toEqual([]);
  });

  it("are ROC curves of the runs that have scored a set", () => {
    expect(scoredSets(features, "Correction")).toEqual(["svhn"]);
    expect(rocCurves(features, "Correction", "svhn").map(({ number }) => number)).toEqual([1]);
    expect(rocCurves(features, "SSD", "svhn")).toEqual([]);
  });
});

describe("the table of compared runs", () => {
  const runs = [
    toyRun(1, { nll: 2.3001 }),
    toyRun(2, { nll: 2.3002 }, { width: 128 }),
    toyRun(3, { nll: 2.4, standing: "failed" }),
  ];

  it("calls best what looks best, ties too, and nothing where runs do not compare", () => {
    const [nll] = resultRows(runs, true);
    expect(nll!.cells).toEqual(["2.300", "2.300", "–"]);
    expect(nll!.best).toEqual([true, true, false]);
    expect(resultRows(runs, false)[0]!.best).toEqual([false, false, false]);
  });

  it("tells settings that differ from those that are equal", () => {
    const rows = settingRows(runs);
    expect(rows.filter(({ differs }) => differs).map(({ name }) => name)).toEqual(["Width"]);
    expect(rows.find(({ name }) => name === "Width")!.cells).toEqual(["64", "128", "64"]);
    expect(rows.map(({ name }) => name)).not.toContain("Leapfrog steps");
  });

  it("has a method's AUROC and FPR95 set by set, and on average", () => {
    const records = [featureRun(1, { auroc: 0.9 }), featureRun(2, { auroc: 0.95 })];
    const rows = detectionRows(records, "Correction", "id");
    expect(rows.map(({ name }) => name)).toEqual(["cifar100", "svhn", "average"]);
    expect(rows[0]).toMatchObject({ cells: ["90.0 / 10.0", "95.0 / 5.0"], best: [false, true] });
    expect(scoredMethods(records)).toEqual(["SSD", "Correction"]);
  });

  it("has every method's averages of runs over features", () => {
    const rows = resultRows([featureRun(1, { auroc: 0.9 }), featureRun(2, { auroc: 0.95 })], true);
    const row = rows.find(({ name }) => name.startsWith("AUROC"))!;
    expect(row.cells).toEqual(["90.0", "95.0"]);
    expect(row.best).toEqual([false, true]);
    expect(rows.find(({ name }) => name.startsWith("SSD: AUROC"))!.best).toEqual([false, false]);
  });
});
