import { describe, expect, it } from "vitest";
import { CRITERIA, criteriaOf, criterionOf } from "../../../src/lab/sweeps/criteria.ts";
import { record } from "./records.ts";

const value = (name: string, of = record()) => criterionOf(name).value(of);

describe("criterionOf", () => {
  it("reads the held-out NLL, the KL and the gap closed off the trained model", () => {
    expect(value("nll")).toBe(2.4);
    expect(value("kl")).toBe(0.4);
    expect(value("closed")).toBeCloseTo(0.6);
  });

  it("takes the correction of a run of all models", () => {
    expect(value("nll", record({}, { model: "all", nll: 2.2 }))).toBe(2.2);
    expect(value("auroc.mid", record({}, { model: "all" }))).toBeCloseTo(0.93);
  });

  it("has nothing of a run that failed, diverged or has no report yet", () => {
    for (const { name } of CRITERIA) {
      expect(value(name, record({ standing: "failed" }))).toBeNull();
      expect(value(name, record({ report: null }))).toBeNull();
    }
    expect(value("nll", record({}, { nll: Number.NaN }))).toBeNull();
    expect(value("nll", record({}, { nll: Number.POSITIVE_INFINITY }))).toBeNull();
  });

  it("tells which names there are", () => {
    expect(() => criterionOf("luck")).toThrow(/expected one of nll, kl, .*, found "luck"/);
  });
});

describe("CRITERIA", () => {
  it("have a name each, and the 2D lab's first looks at in-distribution data alone", () => {
    expect(new Set(CRITERIA.map(({ name }) => name)).size).toBe(CRITERIA.length);
    expect(criteriaOf("toy")[0]).toMatchObject({ name: "nll", idOnly: true });
  });

  it("look at OOD sets wherever they are a metric of detection, and nowhere else", () => {
    for (const { name, idOnly } of CRITERIA) expect(idOnly).toBe(!/auroc|fpr95/.test(name));
  });
});
