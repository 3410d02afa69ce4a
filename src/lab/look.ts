import type { MapPoint, ToyDetected, ToyLook, ToyProbed } from "../../workers/protocol/look.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import type { Enclosed } from "./enclosed.ts";
import {
  beginStroke,
  clear,
  dab,
  dabsBetween,
  endStroke,
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
  /** The last dab of a stroke under way. */
  let last: MapPoint | null = null;
  const change = (next: (painting: Painting) => Painting) =>
    store.setState(({ toy }) => ({ toy: { ...toy, painting: next(toy.painting) } }));
  const dabs = (points: MapPoint[]) => {
    const { place, toy } = store.getState();
    if (!toy.scene || points.length === 0) return;
    const where = { extent: toy.scene.extent, seed: place.toy.seed };
    change((painting) => points.reduce((all, at) => dab(all, at, where), painting));
    last = points.at(-1)!;
  };
  return {
    setTool: (tool: Tool) => change((painting) => ({ ...painting, tool, full: null })),
    setBrush: (radius: number) => change((painting) => ({ ...painting, radius })),
    /** Begins a stroke with a dab; the group that it paints is shown. */
    beginStroke(at: MapPoint): void {
      const { tool } = store.getState().toy.painting;
      change(beginStroke);
      if (tool !== "erase" && tool !== "read") {
        store.setState(({ place }) => ({ place: { ...place, ood: tool } }));
      }
      dabs([at]);
    },
    moveStroke(to: MapPoint): void {
      if (last) dabs(dabsBetween(last, to, store.getState().toy.painting.radius));
    },
    endStroke(): void {
      last = null;
      change(endStroke);
    },
    /** Takes over sets that a link brought, as one stroke. */
    receive({ sets, used }: NonNullable<Enclosed["painted"]>): void {
      change((painting) => ({ ...beginStroke(painting), sets, used }));
    },
    undoStroke: () => change(undo),
    clearPainting: () => change(clear),
    detectPainted: (used: boolean) => change((painting) => ({ ...painting, used })),
    /** Pins the probe at a point, or lets it go. */
    pin(at: MapPoint | null): void {
      const probe: MapPoint | null = at && [rounded(at[0]), rounded(at[1])];
      store.setState(({ place }) => ({ place: { ...place, probe } }));
    },
  };
}
