import { type Distribution, ID_SHARES } from "../../src/detection/distribution.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { ToyQuality } from "../../src/detection/report.ts";
import { OOD_GROUPS } from "../../src/model/recipe.ts";
import type {
  FeaturePlan,
  FeatureResult,
  FeatureSummary,
} from "../../workers/protocol/features.ts";
import type { EnergyDetection } from "../../workers/protocol/look.ts";
import type { EnergyMap, Roc } from "../../workers/protocol/maps.ts";
import type { NegativePhase } from "../../workers/protocol/phases.ts";
import type { ModelFrame, ToyFrame, ToyPrepared } from "../../workers/protocol/toy.ts";

const roc = (auroc: number, fpr95: number): Roc => ({
  ...{ auroc, fpr95, fpr95OodPositive: fpr95 },
  curve: new Float32Array(4),
});
const map = (): EnergyMap => ({
  ...{ values: new Float32Array(4), domain: [0, 1], diverging: false, contours: [] },
});

export function prepared(run: number): ToyPrepared {
  const points = new Float32Array(2);
  const modes = ["left", "right"].map((name, i) => ({ name, x: 2 * i - 1, y: 0 }));
  return {
    ...{ modes, trueModeMass: [0.5, 0.5] },
    ...{ type: "prepared", run, backend: { name: "cpu", label: "CPU (test)" }, extent: 5, points },
    ...{ model: "correction", truth: { size: 2, map: map() } },
    sample: { points, labels: new Uint8Array(1) },
    ood: { near: points, mid: points, far: points },
  };
}

export function frame(run: number, update: number): ToyFrame {
  const quality: ToyQuality = {
    ...{ nll: 1.5, mixtureNll: 2.2, trueNll: 1.4, kl: 0.1, tv: 0.2, quadratureError: 1e-4 },
    ...{ modeMass: [0.3, 0.7], trueModeMass: [0.5, 0.5] },
  };
  const detection = (roc: Roc): EnergyDetection => ({
    results: OOD_GROUPS.map((dataset) => ({ dataset, ...roc })),
    distribution: distributionOf(OOD_GROUPS.map(() => roc.fpr95)),
    level: { level: 0.5, path: "" },
  });
  const model = (network: Roc | null, total: Roc): ModelFrame => {
    return {
      ...{ network: network && map(), total: map(), particles: new Float32Array(2), quality },
      coverage: {
        ...{ states: ["covered", "covered"], grade: "covers", verdict: "covers 2 of 2 modes" },
      },
      occupancy: network && [0.25, 0.75],
      ...{ losses: new Float32Array(0), acceptance: null, problem: null },
      ...{ logZ: 0 },
      detection: { network: network && detection(network), total: detection(total) },
    };
  };
  const correction = model(roc(0.5, 0.9), roc(0.9, 0.2));
  return {
    ...{ type: "frame", run, update, seconds: update / 10, size: 2 },
    models: {
      mixture: model(null, roc(0.7, 0.6)),
      correction: { ...correction, losses: Float32Array.of(update, -0.5, 0.5) },
    },
    probe: null,
  };
}

export function negativePhase(update: number): NegativePhase {
  const chains = { error: 0.8, cosine: 0.6, energy: -0.2, angle: 70 };
  const draws = { error: 0.1, cosine: 0.99, energy: 0.3, angle: 30 };
  return { update, energy: 0.31, chains, draws, count: 256, outside: 0 };
}

export function summary(...datasets: string[]): FeatureSummary {
  return {
    files: datasets.map((name) => ({ name: `${name}.npy`, bytes: 288, sha256: "0f".repeat(32) })),
    arrays: datasets.map((name) => ({
      ...{ source: `${name}.npy`, file: `${name}.npy`, name: "", shape: [10, 4], dtype: "float32" },
      ...{ role: `ood_${name}_features`, why: null },
    })),
    ready: { dimensions: 4, classes: 2, trainRows: 20, testRows: 10 },
    missing: [],
    ood: datasets.map((dataset, i) => ({
      ...{ dataset, group: i === 0 ? ("near" as const) : ("far" as const), rows: 10, logits: true },
    })),
    odin: "temperature part",
    lacking: [{ method: "ODIN", needs: "needs logits" }],
  };
}

export function plan(network = "4x64"): FeaturePlan {
  return { network, seconds: 20, parameters: 1000, updates: 16, overBudget: false, ridge: 0 };
}

/** Scores of which sets with these FPR95 are accepted in proportion. */
function distributionOf(fpr95s: number[]): Distribution {
  const bins = Float32Array.of(0.5, 0.5);
  return {
    ...{ domain: [0, 1], id: bins, ood: fpr95s.map(() => bins) },
    thresholds: Float64Array.from(ID_SHARES),
    acceptedId: Float32Array.from(ID_SHARES),
    accepted: fpr95s.map((fpr95) => Float32Array.from(ID_SHARES, (share) => share * fpr95)),
  };
}

/** A method's results, an [AUROC, FPR95] a data set. */
export function result(
  run: number,
  method: Method,
  scores: Record<string, [auroc: number, fpr95: number]>,
): FeatureResult {
  const results = Object.entries(scores).map(([dataset, [auroc, fpr95]]) => ({
    ...{ method, dataset, group: "far" as const, auroc, fpr95, fpr95OodPositive: 1 - fpr95 },
    curve: new Float32Array(4),
  }));
  const distribution = distributionOf(results.map(({ fpr95 }) => fpr95));
  return { type: "result", run, method, variant: null, final: true, results, distribution };
}
