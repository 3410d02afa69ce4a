import type { EnergyDetection, ToyLook } from "../../workers/protocol/look.ts";
import type { EnergyMap } from "../../workers/protocol/maps.ts";
import type { ModelFrame, ModelFrames, ToyFrame } from "../../workers/protocol/toy.ts";
import type { ModelKind, ToySettings } from "../model/recipe.ts";
import { thresholdAt } from "./decision.ts";
import { decodeMap, encodeMap, type MapCodes } from "./mapCodes.ts";

type RecordedMap = Omit<EnergyMap, "values"> & { values: MapCodes };

type RecordedModel = Omit<ModelFrame, "network" | "total" | "losses"> & {
  network: RecordedMap | null;
  total: RecordedMap;
};

/** What a frame was made with beside the run. */
export type RecordedLook = Pick<ToyLook, "gamma" | "painted">;

/** A frame as the timeline keeps it: without probe and losses, its maps as codes. */
export interface RecordedFrame {
  update: number;
  seconds: number;
  size: number;
  models: { mixture: RecordedModel } & Partial<Record<ModelKind, RecordedModel>>;
  /** Of the run that made it. */
  settings: ToySettings;
  look: RecordedLook;
  /** What it takes beside what it shares with the frame before, about. */
  bytes: number;
}

/** The frame for the timeline; it shares what is as in `before`, the frame recorded before it. */
export function recorded(
  { update, seconds, size, models }: ToyFrame,
  settings: ToySettings,
  look: RecordedLook,
  before?: RecordedFrame,
): RecordedFrame {
  // Training changes nothing of the mixture.
  const known =
    before?.settings === settings && before.size === size ? before.models.mixture : undefined;
  const entries = (Object.entries(models) as [ModelKind, ModelFrame][]).map(([kind, model]) => {
    const shared = kind === "mixture" ? known : undefined;
    return [kind, shared && isSame(shared, model) ? shared : recordedModel(model, shared)] as const;
  });
  const bytes = entries.reduce((sum, [, model]) => sum + bytesOf(model, known), 0);
  const kept = Object.fromEntries(entries) as RecordedFrame["models"];
  return { update, seconds, size, models: kept, settings, look, bytes };
}

/**
 * The frame as the views show it, as one of run `run`. At another threshold than the one that it was
 * recorded with, the shares are known, but not the line of the level set: it has none then.
 */
export function expanded(
  { update, seconds, size, models, look }: RecordedFrame,
  run: number,
  gamma: number,
): ToyFrame {
  const moved = (energy: EnergyDetection): EnergyDetection => {
    if (look.gamma === gamma) return energy;
    return { ...energy, level: { level: thresholdAt(energy, 100 * gamma), path: "" } };
  };
  const entries = Object.entries(models).map(([kind, model]) => {
    const { network, total, detection, ...rest } = model;
    const sum = kind === "mixture" ? mixtureMap(model) : decoded(total);
    const maps = { network: network && decoded(network), total: sum };
    const detections = {
      network: detection.network && moved(detection.network),
      total: moved(detection.total),
    };
    return [kind, { ...rest, ...maps, detection: detections, losses: new Float32Array(0) }];
  });
  const frames = Object.fromEntries(entries) as ModelFrames;
  return { type: "frame", run, update, seconds, size, models: frames, probe: null };
}

function recordedModel(
  { losses: _, network, total, ...rest }: ModelFrame,
  shared?: RecordedModel,
): RecordedModel {
  const encoded = (map: EnergyMap) => ({ ...map, values: encodeMap(map.values) });
  const sum = shared ? { ...total, values: shared.total.values } : encoded(total);
  return { ...rest, network: network && encoded(network), total: sum };
}

const decoded = ({ values, ...map }: RecordedMap): EnergyMap => ({
  ...map,
  values: decodeMap(values),
});

/** The mixtures' maps by their records: what frames share is decoded, and painted, once. */
const mixtures = new WeakMap<RecordedModel, EnergyMap>();

function mixtureMap(mixture: RecordedModel): EnergyMap {
  const map = mixtures.get(mixture) ?? decoded(mixture.total);
  mixtures.set(mixture, map);
  return map;
}

/** Whether a model is shown as it was: its colours, and how it detects. */
function isSame({ total, detection }: RecordedModel, now: ModelFrame): boolean {
  const sets = ({ total: { results, level } }: ModelFrame["detection"]) =>
    [level.path, ...results.flatMap(({ dataset, auroc, fpr95 }) => [dataset, auroc, fpr95])].join();
  return (
    String(total.domain) === String(now.total.domain) && sets(detection) === sets(now.detection)
  );
}

function bytesOf(model: RecordedModel, known: RecordedModel | undefined): number {
  if (model === known) return 0;
  const codes = ({ values }: RecordedMap) =>
    values === known?.total.values ? 0 : values.codes.byteLength;
  const lines = ({ contours }: RecordedMap) => contours.reduce((n, { path }) => n + path.length, 0);
  const maps = [model.total, model.network].map((map) => map && codes(map) + lines(map));
  const detections = [model.detection.total, model.detection.network].map(
    (detection) => detection && detectionBytes(detection),
  );
  const parts = [...maps, ...detections];
  return model.particles.byteLength + parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);
}

function detectionBytes({ results, distribution, level }: EnergyDetection): number {
  const { id, ood, thresholds, acceptedId, accepted } = distribution;
  const arrays = [...results.map(({ curve }) => curve), id, ...ood, thresholds, acceptedId];
  const numbers = [...arrays, ...accepted].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return numbers + level.path.length;
}
