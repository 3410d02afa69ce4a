import type { Packable } from "../../workers/protocol/packing.ts";
import { decodeMap, encodeMap } from "./mapCodes.ts";
import { codesOf, type Row, residualsOf } from "./residuals.ts";

/** Maps smaller than this are none. */
const SMALLEST_MAP = 50;

/** An array of floats, as a file has it. */
interface CoarseArray {
  coarse: "Float32Array" | "Float64Array";
  low: number;
  step: number;
  row: Row;
  residuals: Uint16Array;
}

/** A contour line, as a file has it: points of each piece, and all points in tenths of a cell. */
interface CoarsePath {
  coarse: "path";
  pieces: Uint16Array;
  residuals: Uint16Array;
}

/**
 * Pictures made small: what a page draws of a run, its arrays of floats kept in 16 bits each and its
 * contour lines in numbers. All else, the lines too, comes back as it was.
 *
 * @param finest the least step of a map's energies, in their own unit
 */
export function coarse(part: unknown, finest: number): Packable {
  const inner = (value: unknown, name: string): Packable => {
    if (value instanceof Float32Array || value instanceof Float64Array) {
      return value.every(Number.isFinite)
        ? coarseArray(value, name === "values" ? finest : 0)
        : value;
    }
    if (name === "path") return coarsePath(value as string) ?? (value as string);
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) {
      return value as Packable;
    }
    if (Array.isArray(value)) return value.map((item) => inner(item, ""));
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, inner(of, key)]));
  };
  return inner(part, "");
}

/** The pictures that were made small. */
export function restored(part: Packable): unknown {
  if (part === null || typeof part !== "object" || ArrayBuffer.isView(part)) return part;
  if (Array.isArray(part)) return part.map(restored);
  if ("coarse" in part) {
    const one = part as unknown as CoarseArray | CoarsePath;
    return one.coarse === "path" ? pathOf(one) : arrayOf(one);
  }
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, restored(value as Packable)]),
  );
}

function coarseArray(values: Float32Array | Float64Array, finest: number): Packable {
  const { low, step, codes } = encodeMap(values, finest);
  const side = Math.sqrt(values.length);
  const rows = Number.isInteger(side) && side >= SMALLEST_MAP ? [side] : [0, 1, 2];
  const tries = rows.map((row) => ({ row, residuals: residualsOf(codes, row) }));
  const size = (tried: { residuals: Uint16Array }) =>
    tried.residuals.reduce((sum, residual) => sum + residual, 0);
  const best = tries.reduce((a, b) => (size(b) < size(a) ? b : a));
  const kind = values instanceof Float32Array ? "Float32Array" : "Float64Array";
  return { coarse: kind, low, step, ...best };
}

function arrayOf({ coarse, low, step, row, residuals }: CoarseArray): Float32Array | Float64Array {
  const values = decodeMap({ low, step, codes: codesOf(residuals, row) });
  return coarse === "Float32Array" ? values : Float64Array.from(values);
}

function coarsePath(path: string): Packable | null {
  const pieces = path.split("M").slice(1);
  const points = pieces.map((piece) => piece.split("L"));
  const tenths = points.flat().flatMap((point) => point.split(",").map((at) => 10 * Number(at)));
  const codes = Uint16Array.from(tenths, Math.round);
  const made: CoarsePath = {
    coarse: "path",
    pieces: Uint16Array.from(points, ({ length }) => length),
    residuals: residualsOf(codes, 2),
  };
  return pathOf(made) === path ? { ...made } : null;
}

function pathOf({ pieces, residuals }: CoarsePath): string {
  const codes = codesOf(residuals, 2);
  let path = "";
  let at = 0;
  for (const count of pieces) {
    for (let i = 0; i < count; i++, at += 2) {
      path += `${i === 0 ? "M" : "L"}${codes[at]! / 10},${codes[at + 1]! / 10}`;
    }
  }
  return path;
}
