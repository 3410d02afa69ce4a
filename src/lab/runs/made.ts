import type { ToyFrame, ToyPrepared } from "../../../workers/protocol/toy.ts";
import type { ModelKind, ToySettings } from "../../model/recipe.ts";
import { reportOf } from "../report.ts";
import { VERSION } from "../version.ts";
import { judgedModel } from "./headline.ts";
import { miniature } from "./miniature.ts";
import { thumbnailOf } from "./pictures.ts";
import { type KeptMap, RUN_SCHEMA, type ToyDetails, type ToyRecord } from "./record.ts";

/** What a kept run is beside what its training came to. */
export type Identity = Pick<
  ToyRecord,
  "id" | "name" | "pinned" | "created" | "changed" | "from" | "sweep" | "standing" | "problem"
>;

/** What a run of the 2D lab came to. */
export interface ToyOutcome extends Omit<ToyDetails, "kind" | "maps"> {
  settings: ToySettings;
  /** Where it was trained, for people. */
  backend: string;
  frame: Pick<ToyFrame, "update" | "seconds" | "size" | "models">;
  scene: Pick<ToyPrepared, "truth" | "extent">;
}

/** A run of the 2D lab as it is kept. */
export function toyRunOf(
  identity: Identity,
  { settings, backend, frame, scene, ...seen }: ToyOutcome,
): { record: ToyRecord; details: ToyDetails } {
  const { update, seconds } = frame;
  const maps = mapsOf(frame, scene, settings);
  const judged = maps[judgedModel(settings.model)];
  const record: ToyRecord = {
    ...identity,
    ...{ kind: "toy", schema: RUN_SCHEMA, version: VERSION, backend, settings },
    ...{ update, updates: settings.updates, seconds },
    report: reportOf(frame, settings, backend, seen.painted !== null),
    ...(judged && { thumbnail: thumbnailOf(judged) }),
  };
  const { drawing, painted, traces, fits, phases } = seen;
  return {
    record,
    details: { kind: "toy", drawing, painted, traces, fits, phases, maps },
  };
}

/** -log p in nats, of the data and of each model. */
function mapsOf(
  { models, size }: ToyOutcome["frame"],
  { truth, extent }: ToyOutcome["scene"],
  { model }: ToySettings,
): ToyDetails["maps"] {
  const maps = Object.entries(models).map(([kind, { total, logZ }]): [ModelKind, KeptMap] => {
    // In a run of all models they come in nats.
    const shift = model === "all" ? 0 : logZ;
    return [kind as ModelKind, miniature(total.values, size, extent, shift)];
  });
  return { ...Object.fromEntries(maps), truth: miniature(truth.map.values, truth.size, extent) };
}
