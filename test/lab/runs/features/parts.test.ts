import { describe, expect, it } from "vitest";
import { compare } from "../../../../src/detection/comparison.ts";
import { packedDetails, readDetails } from "../../../../src/lab/runs/details.ts";
import type { FeatureDetails, FeatureParts } from "../../../../src/lab/runs/record.ts";
import { pack, unpack } from "../../../../workers/protocol/packing.ts";
import { plan, result, summary } from "../../samples.ts";

function details(): FeatureDetails {
  const { type: _, run: __, ...ssd } = result(1, "SSD", { a: [0.8, 0.4], b: [0.9, 0.2] });
  const files = summary("a", "b");
  const metrics = { auroc: 0.8, fpr95: 0.4, fpr95OodPositive: 0.6 };
  const measured = new Map([["SSD" as const, new Map([["a", { metrics, replicates: null }]])]]);
  const comparison = compare(files.ood, measured);
  const parts: FeatureParts = {
    ...{ summary: files, plan: plan(), results: { SSD: ssd } },
    comparison: { ...comparison, ablation: comparison },
    trainings: {
      Correction: { updates: 8, trace: { stride: 2, rows: [[1.5, -1, 2]], pending: [[3, 0, 0]] } },
    },
  };
  return { kind: "features", parts };
}

describe("details of a run over features", () => {
  it("come back from their packed bytes as they were", async () => {
    const packed = await pack(packedDetails(details()));
    expect(readDetails(await unpack(packed, "details"))).toEqual(details());
  });

  it("are refused where they are damaged, with the place", () => {
    const { parts } = details();
    const broken = { schema: "energy-correction-lab/run@1", kind: "features" };
    expect(() => readDetails({ ...broken, parts: { ...parts, plan: null } })).toThrow(
      "details.parts.plan: expected an object, found null",
    );
    const results = { SSD: { ...parts.results.SSD, distribution: undefined } };
    expect(() => readDetails({ ...broken, parts: { ...parts, results } })).toThrow(
      "details.parts.results.SSD.distribution",
    );
  });
});
