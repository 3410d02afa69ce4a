import type { MapPoint } from "../../workers/protocol/look.ts";
import { uniforms } from "../model/random.ts";
import { OOD_GROUPS, type OodGroup } from "../model/recipe.ts";
import { disc } from "./drawing.ts";
import { onLattice } from "./pointText.ts";

/** Points [n, 2] a group. */
export type PaintedSets = Record<OodGroup, Float32Array>;

/** What a press on a map does: reads it, sprays points of a group, takes points away. */
export type Tool = "read" | OodGroup | "erase";

/** The OOD points that the reader paints; they belong to no run. */
export interface Painting {
  tool: Tool;
  /** The brush's, in the data's units. */
  radius: number;
  /** Whether detection is measured on them, rather than on the built-in sets. */
  used: boolean;
  sets: PaintedSets;
  /** The sets as they were before each of the last strokes. */
  past: PaintedSets[];
  /** Dabs so far: the place of the next one in the random stream. */
  dabs: number;
  /** A group whose last dab found no room. */
  full: OodGroup | null;
}

const NONE = new Float32Array(0);
const EMPTY: PaintedSets = { near: NONE, mid: NONE, far: NONE };

/** Points of a group at most. */
export const PAINTED_LIMIT = 5000;
/** Strokes that can be undone. */
const PAST_LIMIT = 50;

/** The brush's radius, in the data's units. */
export const BRUSH = { min: 0.1, max: 1.5, first: 0.4 };

export const NOTHING_PAINTED: Painting = {
  ...{ tool: "read", radius: BRUSH.first, used: false },
  ...{ sets: EMPTY, past: [], dabs: 0, full: null },
};

/** The points of a dab: as dense for any brush. */
const dabSize = (radius: number) => Math.max(3, Math.round(40 * radius * radius));

/** Begins a stroke, which is what "undo" takes back. */
export function beginStroke(painting: Painting): Painting {
  const past = [...painting.past, painting.sets].slice(-PAST_LIMIT);
  return { ...painting, past, full: null };
}

/** Ends a stroke; one that changed nothing is none to undo. */
export function endStroke(painting: Painting): Painting {
  const { past, sets } = painting;
  return past.at(-1) === sets ? { ...painting, past: past.slice(0, -1) } : painting;
}

/**
 * A dab of the tool at hand: points uniform in a disc about `at`, as far as their group has room, or
 * the points in it taken away. Detection is measured on what it has changed.
 */
export function dab(
  painting: Painting,
  at: MapPoint,
  { extent, seed }: { extent: number; seed: number },
): Painting {
  const { tool, radius } = painting;
  if (tool === "read") return painting;
  const { sets, dabs } = painting;
  if (tool === "erase") {
    const left = erased(sets, at, radius);
    return left === sets ? painting : { ...painting, sets: left, used: true };
  }
  const old = sets[tool];
  const room = PAINTED_LIMIT - old.length / 2;
  const count = Math.min(room, dabSize(radius));
  const place = { update: dabs, step: 0 };
  const spray = uniforms({ seed, name: "painter" }, new Float32Array(2 * count), place);
  disc(spray);
  const points = Array.from(old);
  for (let i = 0; i < spray.length; i += 2) {
    const x = onLattice(at[0] + radius * spray[i]!);
    const y = onLattice(at[1] + radius * spray[i + 1]!);
    // What a dab at the border sprays beyond the map is not there.
    if (Math.max(Math.abs(x), Math.abs(y)) <= extent) points.push(x, y);
  }
  const full = count < dabSize(radius) ? tool : null;
  return {
    ...painting,
    used: true,
    sets: { ...sets, [tool]: Float32Array.from(points) },
    dabs: dabs + 1,
    full,
  };
}

/** Places of the dabs of a brush that moves, half a radius apart, after the one at `from`. */
export function dabsBetween(from: MapPoint, to: MapPoint, radius: number): MapPoint[] {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const count = Math.floor(Math.hypot(dx, dy) / (radius / 2));
  const share = radius / 2 / Math.hypot(dx, dy);
  return Array.from({ length: count }, (_, i): MapPoint => {
    const t = (i + 1) * share;
    return [from[0] + t * dx, from[1] + t * dy];
  });
}

/** Takes the last stroke back. */
export function undo(painting: Painting): Painting {
  const sets = painting.past.at(-1);
  return sets ? { ...painting, sets, past: painting.past.slice(0, -1), full: null } : painting;
}

/** Takes all points away, which can be undone. */
export const clear = (painting: Painting): Painting => ({
  ...beginStroke(painting),
  sets: EMPTY,
});

export const isPainted = ({ sets }: Painting) => OOD_GROUPS.some((group) => sets[group].length > 0);

/** The sets without the points that lie within a disc; what holds no such points stays as it is. */
function erased(sets: PaintedSets, [x, y]: MapPoint, radius: number): PaintedSets {
  let left = sets;
  for (const group of OOD_GROUPS) {
    const points = sets[group];
    const far = (i: number) => Math.hypot(points[i]! - x, points[i + 1]! - y) > radius;
    const kept = points.filter((_, i) => far(i - (i % 2)));
    if (kept.length < points.length) left = { ...left, [group]: kept };
  }
  return left;
}
