import type { Report, ToyQuality } from "../../../src/detection/report.ts";
import { encodeMap } from "../../../src/lab/mapCodes.ts";
import { thumbnailOf } from "../../../src/lab/runs/pictures.ts";
import {
  type FeatureRecord,
  type KeptMap,
  RUN_SCHEMA,
  type ToyDetails,
  type ToyRecord,
} from "../../../src/lab/runs/record.ts";
import { append, EMPTY_TRACE } from "../../../src/lab/trace.ts";
import { featureDefaults, toyDefaults } from "../../../src/model/defaults.ts";
import { uniforms } from "../../../src/model/random.ts";
import type { ToySettings } from "../../../src/model/recipe.ts";

const DAY = Date.UTC(2026, 10, 24, 3);

/** An id from a number. */
export const idOf = (i: number) => i.toString(36).padStart(10, "0");

const quality = (nll: number): ToyQuality => ({
  ...{ nll, mixtureNll: 2.98, trueNll: 2.25, kl: nll - 2.25, tv: nll / 20, quadratureError: 1e-4 },
  ...{ modeMass: [0.4, 0.6], trueModeMass: [0.5, 0.5] },
});

const common = (i: number) => ({
  ...({ schema: RUN_SCHEMA, id: idOf(i), name: "", pinned: false } as const),
  ...{ created: DAY - 60_000 * i, changed: DAY - 60_000 * i + 4000, version: "0.1.0" },
  ...{ backend: "CPU (relaxed SIMD, 2 threads)", from: null, sweep: null, problem: null },
  ...({ standing: "done", seconds: 4.2 } as const),
});

/** A finished run of the correction on the grid, which reached a test NLL. */
export function toyRun(
  i: number,
  { nll = 2.4, ...over }: Partial<ToyRecord> & { nll?: number } = {},
  dials: Partial<ToySettings> = {},
): ToyRecord {
  const settings = { ...toyDefaults("grid", "correction"), ...dials };
  const { updates } = settings;
  const record = { ...common(i), kind: "toy" as const, settings, update: updates, updates };
  const detection = { auroc: 0.93 - nll / 100, fpr95: 0.3, fpr95OodPositive: 0.35 };
  const report: Report = {
    ...{ schema: "energy-correction-lab/report@1", settings, backend: record.backend, updates },
    ...{ seconds: 4.2, toy: quality(nll) },
    models: { mixture: quality(2.98), correction: quality(nll) },
    results: (["near", "mid", "far"] as const).map((group) => ({
      ...{ method: "Correction" as const, dataset: group, group, ...detection },
    })),
  };
  return { ...record, report, ...over };
}

/** A finished run over features, whose correction reached an AUROC on both its OOD sets. */
export function featureRun(
  i: number,
  { auroc = 0.92, ...over }: Partial<FeatureRecord> & { auroc?: number } = {},
): FeatureRecord {
  const settings = over.settings ?? featureDefaults();
  const record = { ...common(i), kind: "features" as const, settings, update: 100, updates: 100 };
  const rows = (["SSD", "Correction"] as const).flatMap((method) =>
    (["near", "far"] as const).map((group) => ({
      ...{ method, group, dataset: group === "near" ? "cifar100" : "svhn" },
      ...{ auroc: method === "SSD" ? 0.91 : auroc, fpr95: 1 - auroc, fpr95OodPositive: 0.2 },
    })),
  );
  const report: Report = {
    ...{ schema: "energy-correction-lab/report@1", settings, backend: record.backend },
    ...{ updates: 100, seconds: 20, toy: null, results: rows },
  };
  return { ...record, report, ...over };
}

/** -log p of a ring of Gaussians, as a run keeps it. */
export function keptMap(modes: number, width = 0.5, size = 64, extent = 5): KeptMap {
  const at = (i: number) => ((i + 0.5) / size - 0.5) * 2 * extent;
  const values = Float32Array.from({ length: size * size }, (_, cell) => {
    const [x, y] = [at(cell % size), at(Math.floor(cell / size))];
    let density = 0;
    for (let mode = 0; mode < modes; mode++) {
      const angle = (2 * Math.PI * mode) / modes;
      const [dx, dy] = [x - 3 * Math.cos(angle), y - 3 * Math.sin(angle)];
      density += Math.exp(-(dx * dx + dy * dy) / (2 * width * width));
    }
    return -Math.log(density / (modes * 2 * Math.PI * width * width) + 1e-9);
  });
  return { ...encodeMap(values), size, extent };
}

/** What is kept of a run beside its record: curves that end at its test NLL. */
export function toyDetails({ settings, report }: ToyRecord, modes = 5): ToyDetails {
  const nll = report?.toy?.nll ?? 2.5;
  const updates = Array.from({ length: 41 }, (_, i) => (i * settings.updates) / 40);
  const fall = (update: number) => Math.exp((-6 * update) / settings.updates);
  const noise = uniforms(
    { seed: settings.seed, name: "sweep" },
    new Float32Array(settings.updates),
    { update: 0, step: 0 },
  );
  const losses = Array.from(noise, (share, i) => [
    i + 1,
    fall(i) + 0.3 * (share - 0.5),
    share - 0.5,
  ]);
  return {
    ...{ kind: "toy", drawing: null, painted: null, phases: {} },
    traces: { correction: append(EMPTY_TRACE, losses.flat()) },
    fits: updates.map((update) => {
      const fit = { nll: nll + 0.6 * fall(update), tv: 0.02 + 0.2 * fall(update) };
      return { update, bytes: 100, models: { correction: fit } };
    }),
    maps: { truth: keptMap(modes), correction: keptMap(modes, 0.4 + 0.1 * nll) },
  };
}

/** Many runs of every kind and standing: some named, pinned, forked, trials of a sweep. */
export function manyRuns(count: number): (ToyRecord | FeatureRecord)[] {
  const thumbnails = [4, 5, 6].map((modes) => thumbnailOf(keptMap(modes)));
  return Array.from({ length: count }, (_, i) => {
    const extra = {
      ...{ pinned: i % 97 === 5, name: i % 9 === 0 ? `night run ${i}` : "" },
      ...(i % 7 === 3 && { from: { id: idOf(i + 1), update: 300 } }),
    };
    if (i % 11 === 4) return featureRun(i, { ...extra, auroc: 0.85 + (i % 10) / 100 });
    const standing =
      i === 0 ? "training" : (["done", "done", "stopped", "failed"] as const)[i % 4]!;
    const done = standing === "done";
    const sweep = { id: idOf(9999), trial: i, rungs: [], dropped: standing === "stopped" };
    const trial = i % 5 === 2 && { sweep };
    const problem = standing === "failed" ? "the loss is not finite" : null;
    return toyRun(
      i,
      {
        ...{ ...extra, ...trial, standing, problem, nll: 2.3 + ((i * 37) % 100) / 100 },
        ...{ thumbnail: thumbnails[i % 3]!, ...(!done && { update: 340 }) },
      },
      {
        seed: 1 + (i % 5),
        ...(i % 2 && { width: 128, steps: 20 + (i % 400) }),
        ...(i % 3 && { l2: 0.1 }),
      },
    );
  });
}
