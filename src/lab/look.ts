import type { MapPoint, ToyDetected, ToyLook, ToyProbed } from "../../workers/protocol/look.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import {
  beginStroke,
  clear,
  dab,
  dabsBetween,
  type Painting,
  type Tool,
  undo,
} from "./painting.ts";
import type { LabState, LabStore } from "./store.ts";

/** What the page looks at: the threshold, the painted points where they are used, the probe. */
export function lookOf({ place, toy: { painting } }: LabState): ToyLook {
  return {
    gamma: place.results.gamma / 100,
    painted: painting.used ? painting.sets : null,
    probe: place.probe,
  };
}

/** What of the look differs between two states; null where nothing does. */
export function lookChange(before: LabState, now: LabState): Partial<ToyLook> | null {
  const [old, look] = [lookOf(before), lookOf(now)];
  const keys = (Object.keys(look) as (keyof ToyLook)[]).filter((key) => look[key] !== old[key]);
  return keys.length > 0 ? Object.fromEntries(keys.map((key) => [key, look[key]])) : null;
}

/** The frame with what a look at it has told. */
export function answered(frame: ToyFrame, reply: ToyDetected | ToyProbed): ToyFrame {
  if (frame.update !== reply.update) return frame;
  if (reply.type === "probed") return { ...frame, probe: reply.probe };
  const models = { ...frame.models };
  for (const kind of Object.keys(models) as (keyof typeof models)[]) {
    const [model, detection] = [models[kind], reply.models[kind]];
    if (model && detection) models[kind] = { ...model, detection };
  }
  return { ...frame, models };
}

/** A probe is kept to a thousandth, as the address has it. */
const rounded = (value: number) => Math.round(1000 * value) / 1000 + 0;

/** What the reader can do to what the page looks at: paint OOD points, pin the probe. */
export function lookActions(store: LabStore) {
  let stroke: { tool: Exclude<Tool, "read">; radius: number; last: MapPoint } | null = null;
  const change = (next: (painting: Painting) => Painting) =>
    store.setState(({ toy }) => ({ toy: { ...toy, painting: next(toy.painting) } }));
  const spray = (points: MapPoint[]) => {
    const { place, toy } = store.getState();
    if (!stroke || !toy.scene || points.length === 0) return;
    const { tool, radius } = stroke;
    const from = { extent: toy.scene.extent, seed: place.toy.seed };
    change((painting) => points.reduce((all, at) => dab(all, tool, at, radius, from), painting));
    stroke.last = points.at(-1)!;
  };
  return {
    /** Begins a stroke with a dab; its points are used from now on, and its group is shown. */
    beginStroke(tool: Exclude<Tool, "read">, at: MapPoint, radius: number): void {
      stroke = { tool, radius, last: at };
      change(beginStroke);
      if (tool !== "erase") store.setState(({ place }) => ({ place: { ...place, ood: tool } }));
      spray([at]);
    },
    moveStroke(to: MapPoint): void {
      if (stroke) spray(dabsBetween(stroke.last, to, stroke.radius));
    },
    endStroke(): void {
      stroke = null;
    },
    undoStroke: () => change(undo),
    clearPainting: () => change(clear),
    usePainting: (used: boolean) => change((painting) => ({ ...painting, used })),
    /** Pins the probe at a point, or lets it go. */
    pin(at: MapPoint | null): void {
      const probe: MapPoint | null = at && [rounded(at[0]), rounded(at[1])];
      store.setState(({ place }) => ({ place: { ...place, probe } }));
    },
  };
}
