import { normals, uniforms } from "../model/random.ts";
import type { Drawing } from "../model/recipe.ts";
import type { Point } from "./drawing.ts";
import { onLattice } from "./pointText.ts";

const POINTS = 1500;
const SPREAD = 0.15;

/** Draws POINTS points: `place` turns a uniform number into a place and a class, noise is added. */
function drawn(
  seed: number,
  spread: number,
  place: (u: number) => readonly [x: number, y: number, label: number],
): Drawing {
  const stream = { seed, name: "drawing" } as const;
  const where = uniforms(stream, new Float32Array(POINTS), { update: 0, step: 3 });
  const points = normals(stream, new Float32Array(2 * POINTS), { update: 0, step: 4 });
  const labels = new Uint8Array(POINTS);
  where.forEach((u, i) => {
    const [x, y, label] = place(u);
    points[2 * i] = onLattice(x + spread * points[2 * i]!);
    points[2 * i + 1] = onLattice(y + spread * points[2 * i + 1]!);
    labels[i] = label;
  });
  return { points, labels };
}

/** The letter E, for energy: its lines from end to end. */
const LETTER: readonly [Point, Point][] = [
  [
    [-1.8, -3],
    [-1.8, 3],
  ],
  [
    [-1.8, 3],
    [2, 3],
  ],
  [
    [-1.8, 0],
    [1.4, 0],
  ],
  [
    [-1.8, -3],
    [2, -3],
  ],
];
const LENGTHS = LETTER.map(([[ax, ay], [bx, by]]) => Math.hypot(bx - ax, by - ay));
const LENGTH = LENGTHS.reduce((sum, length) => sum + length);

/** The place at a share of the letter's whole length. */
function onLetter(share: number): [x: number, y: number, label: number] {
  let left = share * LENGTH;
  const found = LENGTHS.findIndex((length) => {
    if (left <= length) return true;
    left -= length;
    return false;
  });
  const line = found < 0 ? LETTER.length - 1 : found;
  const [[ax, ay], [bx, by]] = LETTER[line]!;
  const part = left / LENGTHS[line]!;
  return [ax + part * (bx - ax), ay + part * (by - ay), 0];
}

/** Drawings to begin with, made from a seed. */
export const STARTERS: Record<string, (seed: number) => Drawing> = {
  "Two blobs": (seed) =>
    drawn(seed, 0.7, (u) => (u < 0.5 ? ([-2, -1, 0] as const) : ([2, 1, 1] as const))),
  "A letter": (seed) => drawn(seed, SPREAD, onLetter),
  "A ring with a gap": (seed) =>
    drawn(seed, SPREAD, (u) => {
      const angle = Math.PI * (0.25 + 1.5 * u);
      return [3 * Math.cos(angle), 3 * Math.sin(angle), 0];
    }),
};
