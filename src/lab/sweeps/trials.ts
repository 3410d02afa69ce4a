import { permutation, uniforms } from "../../model/random.ts";
import type { Field, Value } from "../fields.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../settings.ts";
import { withValue } from "../values.ts";
import type { Axis, SweepDesign, Trial } from "./design.ts";
import { between } from "./lists.ts";

/** The settings that a sweep of a kind can vary. */
export const fieldsOf = (kind: SweepDesign["base"]["kind"]): readonly Field[] =>
  (kind === "toy" ? TOY_FIELDS : FEATURE_FIELDS).filter(({ key }) => key !== "seed");

/** The setting at a chain's last step, where `key` is that at its first. */
export const partnerOf = (kind: SweepDesign["base"]["kind"], key: string): Field | undefined =>
  fieldsOf(kind).find((field) => field.key === `${key}End`);

/** Points of a design, without making them. */
export const countOfPoints = ({ axes, sampling }: SweepDesign): number =>
  sampling.by === "grid"
    ? axes.reduce((count, axis) => count * ("values" in axis ? axis.values.length : 0), 1)
    : sampling.points;

/** All runs of a design; the same design has the same trials. */
export function trialsOf(design: SweepDesign): Trial[] {
  const { base, seeds, axes } = design;
  return pointsOf(design).flatMap((values, point) => {
    const settings = axes
      .flatMap(({ key, also = [] }) => [key, ...also].map((own) => [own, values[key]!] as const))
      .reduce((all, [key, value]) => withValue(all, key, value), base.settings);
    return seeds.map((seed, i) => {
      const index = point * seeds.length + i;
      return { index, point, values, seed, settings: { ...settings, seed } };
    });
  });
}

/** The values of the axes at each point. */
export function pointsOf({ axes, sampling, base }: SweepDesign): Record<string, Value>[] {
  if (sampling.by === "grid") {
    return axes.reduce<Record<string, Value>[]>(
      (points, axis) =>
        points.flatMap((point) => listed(axis).map((value) => ({ ...point, [axis.key]: value }))),
      [{}],
    );
  }
  const { by, points, seed } = sampling;
  const fields = fieldsOf(base.kind);
  const stream = { seed, name: "sweep" } as const;
  const columns = axes.map((axis, i) => {
    const shares = uniforms(stream, new Float32Array(points), { update: i, step: 0 });
    const order = permutation(stream, points, { update: i, step: 1 });
    const whole = fields.find(({ key }) => key === axis.key)?.kind === "integer";
    return Array.from({ length: points }, (_, j) => {
      const share = by === "latin" ? (order[j]! + shares[j]!) / points : shares[j]!;
      return at(axis, share, whole);
    });
  });
  return Array.from({ length: points }, (_, j) =>
    Object.fromEntries(axes.map(({ key }, i) => [key, columns[i]![j]!])),
  );
}

function listed(axis: Axis): readonly Value[] {
  if ("values" in axis) return axis.values;
  throw new Error(
    `sweep: a grid needs the values of ${axis.key}, found a range; list them, or sample at random`,
  );
}

/** An axis's value at a share of it in (0, 1]; a range's has four digits. */
function at(axis: Axis, share: number, whole: boolean): Value {
  if ("values" in axis) return axis.values[placeOf(axis.values.length, share)]!;
  const { from, to, scale } = axis;
  // Each whole number has the same share of a linear range.
  if (whole && scale === "linear") return from + placeOf(to - from + 1, share);
  const exact = between(from, to, scale, share);
  const near = whole ? Math.round(exact) : Number(exact.toPrecision(4));
  return Math.min(to, Math.max(from, near));
}

const placeOf = (count: number, share: number) => Math.max(0, Math.ceil(share * count) - 1);
