import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sampling } from "../../../src/lab/sweeps/design.ts";
import { countOfPoints, fieldsOf, pointsOf, trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { parse, read } from "../../../src/lab/values.ts";
import { design, RANGES } from "./designs.ts";

const anySample = (by: "random" | "latin") =>
  fc.record({
    by: fc.constant(by),
    points: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  });
const sampled = (sampling: Sampling) => design({ axes: RANGES, sampling });

describe("trialsOf", () => {
  it("makes every combination of a grid, the last axis first, the seeds of a point together", () => {
    const trials = trialsOf(design());
    expect(trials).toHaveLength(18);
    expect(trials.map(({ index }) => index)).toEqual(Array.from({ length: 18 }, (_, i) => i));
    expect(trials.slice(0, 4).map(({ values, seed }) => [...Object.values(values), seed])).toEqual([
      [10, 0.001, 1],
      [10, 0.001, 2],
      [10, 0.001, 3],
      [10, 0.003, 1],
    ]);
    expect(trials[3]).toMatchObject({
      point: 1,
      settings: { steps: 10, stepSize: 0.003, seed: 1 },
    });
  });

  it("puts the values into the settings, those of an energy too", () => {
    for (const { values, settings, seed } of trialsOf(
      sampled({ by: "latin", points: 9, seed: 4 }),
    )) {
      for (const [key, value] of Object.entries(values)) expect(read(settings, key)).toBe(value);
      expect(settings.seed).toBe(seed);
    }
  });

  it("gives a setting's value to those that take it as well", () => {
    const axes = [{ key: "stepSize", also: ["stepSizeEnd"], values: [0.002, 0.02] }];
    const trials = trialsOf(design({ axes, seeds: [1] }));
    expect(trials.map(({ values }) => values)).toEqual([{ stepSize: 0.002 }, { stepSize: 0.02 }]);
    expect(trials.map(({ settings }) => read(settings, "stepSizeEnd"))).toEqual([0.002, 0.02]);
  });

  it("counts a grid's points without making them", () => {
    expect(countOfPoints(design())).toBe(6);
    expect(countOfPoints(sampled({ by: "random", points: 7, seed: 1 }))).toBe(7);
  });
});

describe("pointsOf", () => {
  it("gives each setting what it takes, within the range", () => {
    const fields = fieldsOf("toy");
    fc.assert(
      fc.property(fc.oneof(anySample("random"), anySample("latin")), (sampling) => {
        for (const point of pointsOf(sampled(sampling))) {
          for (const axis of RANGES) {
            const value = point[axis.key]!;
            const field = fields.find(({ key }) => key === axis.key)!;
            expect(parse(field, String(value))).toBe(value);
            if ("values" in axis) continue;
            expect(value).toBeGreaterThanOrEqual(axis.from);
            expect(value).toBeLessThanOrEqual(axis.to);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("repeats a sample by its seed, and draws another by another", () => {
    const of = (seed: number) => pointsOf(sampled({ by: "random", points: 12, seed }));
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  it("puts one point of a Latin hypercube into each part of each range", () => {
    fc.assert(
      fc.property(anySample("latin"), (sampling) => {
        const { points } = sampling;
        const all = pointsOf(sampled(sampling));
        const parts = (share: (point: (typeof all)[number]) => number) =>
          // Four digits may put a value just over the edge of its part.
          all.map((point) => share(point) * points).sort((a, b) => a - b);
        const log = parts((point) => Math.log(+point.stepSize! / 1e-4) / Math.log(100));
        const linear = parts((point) => (+point.temperature! - 0.5) / 1.5);
        for (const places of [log, linear]) {
          places.forEach((place, i) => {
            expect(place).toBeGreaterThanOrEqual(i - 0.05);
            expect(place).toBeLessThanOrEqual(i + 1.05);
          });
        }
        const nce = all.filter(({ objective }) => objective === "nce").length;
        expect(Math.abs(nce - points / 2)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 40 },
    );
  });

  it("gives each whole number of a linear range the same share", () => {
    const axes = [{ key: "steps", from: 1, to: 4, scale: "linear" }] as const;
    const points = pointsOf(design({ axes, sampling: { by: "latin", points: 40, seed: 1 } }));
    for (const steps of [1, 2, 3, 4]) {
      expect(points.filter((point) => point.steps === steps)).toHaveLength(10);
    }
  });
});
