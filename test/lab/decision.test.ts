import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { distribution, ID_SHARES } from "../../src/detection/distribution.ts";
import {
  decisionsOf,
  gammaOf,
  operatingPoint,
  overlap,
  thresholdAt,
} from "../../src/lab/decision.ts";
import { gammaStep } from "../../src/lab/results.ts";
import type { FeatureResult } from "../../workers/protocol/features.ts";
import { result, summary } from "./samples.ts";

const ID = Float32Array.from({ length: 200 }, (_, i) => i);
const OOD = Float32Array.from({ length: 100 }, (_, i) => 150 + i);

/** SSD's result on a set "a" whose rows have the scores of OOD. */
const ssd: FeatureResult = {
  ...result(1, "SSD", { a: [0.9, 0.4] }),
  distribution: distribution(ID, [OOD]),
};
const loaded = {
  ...summary("a"),
  ready: { dimensions: 4, classes: 2, trainRows: 20, testRows: 200 },
};

describe("decisionsOf", () => {
  it("counts the rows below the threshold, of the test set and of each OOD set", () => {
    const threshold = thresholdAt(ssd, 95);
    expect(threshold).toBeCloseTo(0.95 * 199, 9);
    const [inside, outside] = decisionsOf(ssd, 95, loaded);
    expect(inside).toEqual({
      ...{ dataset: null, group: null, rows: 200, verdict: "5.0 % false alarms" },
      accepted: expect.closeTo(ID.filter((score) => score < threshold).length / 200, 6),
    });
    expect(outside).toEqual({
      ...{ dataset: "a", group: "near", rows: 10, verdict: "often missed" },
      accepted: expect.closeTo(OOD.filter((score) => score < threshold).length / 100, 6),
    });
    expect(operatingPoint(ssd, "a", 95)).toEqual([outside!.accepted, inside!.accepted]);
  });

  it("gives no counts of rows while the scores are a sample's", () => {
    const rows = decisionsOf({ ...ssd, final: false }, 95, loaded).map((one) => one.rows);
    expect(rows).toEqual([null, null]);
  });

  it.each([
    [0.04, "found"],
    [0.1, "mostly found"],
    [0.4, "often missed"],
    [0.9, "mostly missed"],
    [0.96, "no better than chance"],
  ])("calls a set of which %f is accepted %s", (share, verdict) => {
    const accepted = [Float32Array.from(ID_SHARES, () => share)];
    const one = { ...ssd, distribution: { ...ssd.distribution, accepted } };
    expect(decisionsOf(one, 95, loaded)[1]?.verdict).toBe(verdict);
  });
});

describe("gammaOf", () => {
  it("is the share that the threshold at a score accepts, to the step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (step) => {
        expect(gammaOf(ssd, thresholdAt(ssd, step / 2))).toBe(step / 2);
      }),
    );
    expect([gammaOf(ssd, -1e9), gammaOf(ssd, 1e9)]).toEqual([0, 100]);
  });
});

describe("gammaStep", () => {
  it("is the nearest half per cent from 0 to 100", () => {
    expect([-3, 94.8, 95.2, 95.3, 400].map(gammaStep)).toEqual([0, 95, 95, 95.5, 100]);
  });
});

describe("overlap", () => {
  it("is 1 of a histogram with itself, and 0 of two without a bin in common", () => {
    const bins = Float32Array.of(0.25, 0.75, 0);
    expect(overlap(bins, bins)).toBe(1);
    expect(overlap(bins, Float32Array.of(0, 0, 1))).toBe(0);
    expect(overlap(bins, Float32Array.of(0.5, 0.5, 0))).toBe(0.75);
  });
});
