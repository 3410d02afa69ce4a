import { normals, uniforms } from "../model/random.ts";
import { DRAWING_POINTS, type Drawing } from "../model/recipe.ts";
import type { Brush } from "./brush.ts";
import { onLattice } from "./pointText.ts";

export type Point = readonly [x: number, y: number];

export const EMPTY: Drawing = { points: new Float32Array(0), labels: new Uint8Array(0) };

/** The board covers at least [-VIEW, VIEW]^2, and never more than [-REACH, REACH]^2. */
export const VIEW = 6;
export const REACH = 10;

export const countOf = ({ labels }: Drawing) => labels.length;
export const isFull = (drawing: Drawing) => countOf(drawing) >= DRAWING_POINTS;

/** The largest coordinate, without its sign; 0 where there is none. */
const reachOf = ({ points }: Drawing) =>
  points.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** Side of the square [-extent, extent]^2 that the board shows of a drawing. */
export const extentOf = (drawing: Drawing) =>
  Math.min(REACH, Math.max(VIEW, Math.ceil(reachOf(drawing))));

/** For people: "412 points in 3 classes". */
export function summaryOf(drawing: Drawing): string {
  const count = countOf(drawing);
  const classes = new Set(drawing.labels).size;
  if (count === 0) return "no points yet";
  const points = `${count.toLocaleString("en")} ${count === 1 ? "point" : "points"}`;
  return `${points} in ${classes} ${classes === 1 ? "class" : "classes"}`;
}

/**
 * Sprays points of the brush's class along a way, or around a place where it has no length.
 *
 * As many as the brush's density asks for, until the drawing is full; none where the way is too short
 * for one, which is then to be made longer. Points lie on hundredths, so that a link has them exactly; those beyond [-extent, extent]^2 are left out. The
 * numbers of a point depend on the seed and on how many came before it: the same strokes give the
 * same points.
 */
export function spray(
  drawing: Drawing,
  [from, to]: readonly [Point, Point],
  { size, density, spread, label }: Brush,
  { extent, seed }: { extent: number; seed: number },
): Drawing {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  const area = length > 0 ? 2 * size * length : Math.PI * size * size;
  const asked = Math.floor(density * area) || (length > 0 ? 0 : 1);
  const before = countOf(drawing);
  const count = Math.min(asked, DRAWING_POINTS - before);
  if (count === 0) return drawing;
  const stream = { seed, name: "drawing" } as const;
  const along = uniforms(stream, new Float32Array(count), { update: before, step: 1 });
  const offsets = new Float32Array(2 * count);
  if (spread === "gaussian") normals(stream, offsets, { update: before, step: 2 });
  else disc(uniforms(stream, offsets, { update: before, step: 2 }));
  const scale = spread === "gaussian" ? size / 2 : size;
  const added: number[] = [];
  for (let i = 0; i < count; i++) {
    const x = onLattice(from[0] + along[i]! * dx + scale * offsets[2 * i]!);
    const y = onLattice(from[1] + along[i]! * dy + scale * offsets[2 * i + 1]!);
    if (Math.abs(x) <= extent && Math.abs(y) <= extent) added.push(x, y);
  }
  return joined(drawing, {
    points: Float32Array.from(added),
    labels: new Uint8Array(added.length / 2).fill(label),
  });
}

/** Turns pairs of uniform numbers into points spread evenly over the unit disc, in place. */
export function disc(pairs: Float32Array): void {
  for (let i = 0; i < pairs.length; i += 2) {
    const radius = Math.sqrt(pairs[i]!);
    const angle = 2 * Math.PI * pairs[i + 1]!;
    pairs[i] = radius * Math.cos(angle);
    pairs[i + 1] = radius * Math.sin(angle);
  }
}

/** Both drawings as one. */
function joined(a: Drawing, b: Drawing): Drawing {
  const points = new Float32Array(a.points.length + b.points.length);
  const labels = new Uint8Array(a.labels.length + b.labels.length);
  points.set(a.points);
  points.set(b.points, a.points.length);
  labels.set(a.labels);
  labels.set(b.labels, a.labels.length);
  return { points, labels };
}

/** The drawing without the points within `radius` of a way; the same one where there are none. */
export function erase(
  drawing: Drawing,
  [from, to]: readonly [Point, Point],
  radius: number,
): Drawing {
  const { points, labels } = drawing;
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const square = dx * dx + dy * dy;
  const kept = new Uint32Array(labels.length);
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    const [px, py] = [points[2 * i]! - from[0], points[2 * i + 1]! - from[1]];
    const share = square > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / square)) : 0;
    if (Math.hypot(px - share * dx, py - share * dy) > radius) kept[count++] = i;
  }
  if (count === labels.length) return drawing;
  const left: Drawing = { points: new Float32Array(2 * count), labels: new Uint8Array(count) };
  for (let i = 0; i < count; i++) {
    left.points[2 * i] = points[2 * kept[i]!]!;
    left.points[2 * i + 1] = points[2 * kept[i]! + 1]!;
    left.labels[i] = labels[kept[i]!]!;
  }
  return left;
}

/** Whether a drawing is `before` with nothing but points added: then only those need to be painted. */
export function continues(drawing: Drawing, before: Drawing): boolean {
  return (
    countOf(drawing) >= countOf(before) &&
    before.labels.every((label, i) => label === drawing.labels[i]) &&
    before.points.every((value, i) => value === drawing.points[i])
  );
}

/** Points that lie beyond the board are brought to its middle at a scale that fits; told in words. */
export function fitted(drawing: Drawing): { drawing: Drawing; change: string | null } {
  const reach = reachOf(drawing);
  if (reach <= REACH) return { drawing, change: null };
  const { points } = drawing;
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  points.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2]!, value);
    high[i % 2] = Math.max(high[i % 2]!, value);
  });
  const centre = low.map((value, i) => value / 2 + high[i]! / 2);
  const half = Math.max(...high.map((value, i) => value / 2 - low[i]! / 2));
  const scale = half > 0 ? (VIEW - 1) / half : 1;
  const moved = points.map((value, i) => (value - centre[i % 2]!) * scale);
  const change =
    `coordinates reach ${reach.toPrecision(3)}, and the board ends at ${REACH}: ` +
    `all points were moved to its middle and scaled by ${scale.toPrecision(3)}`;
  return { drawing: { ...drawing, points: moved }, change };
}
