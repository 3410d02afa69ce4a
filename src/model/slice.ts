import { classMean, covarianceOf, shareAlong, without } from "./covariance.ts";
import { dot, type LeadingEigen, leadingEigen } from "./lanczos.ts";
import { type Mixture, meanOf } from "./mixture.ts";
import { type Plane, planeAlong } from "./plane.ts";

/** Principal axes that a plane may be made of. */
export const PRINCIPAL_AXES = 6;
/** An axis along which there is less than this share of the variance is none. */
const LEAST_SHARE = 1e-9;

/** A plane with what its axes are. */
export interface Slice {
  plane: Plane;
  axes: [Axis, Axis];
  /** Points that a reader may look for, [D] each: on the plane, or class means beside it. */
  marks: { label: string; point: Float64Array }[];
}

export interface Axis {
  name: string;
  /** The share of a variance that lies along the axis, 0..1, and whose it is. */
  share: number;
  of: "training features" | "class means";
}

/**
 * The first principal axes of the training features, or of their class means by the classes' weights.
 *
 * @throws where there are not two of them
 */
export function principalAxes(mixture: Mixture, of: "features" | "means"): LeadingEigen {
  const covariance = covarianceOf(mixture, of);
  const { values, vectors } = leadingEigen(covariance, PRINCIPAL_AXES);
  const count = values.findIndex((value) => !(value > LEAST_SHARE * covariance.trace));
  const kept = count < 0 ? values.length : count;
  if (kept < 2) {
    const what = of === "features" ? "training features vary" : "class means differ";
    const axes = kept === 1 ? "axis" : "axes";
    throw new Error(`the ${what} along ${kept} ${axes}, expected 2 or more for a plane`);
  }
  return { values: values.slice(0, kept), vectors: vectors.slice(0, kept * mixture.dimensions) };
}

/** The plane of two principal axes, counted from 0, through the mean of the training features. */
export function principalSlice(
  mixture: Mixture,
  of: "features" | "means",
  axes: LeadingEigen,
  [x, y]: readonly [number, number],
): Slice {
  const { dimensions: d, classes } = mixture;
  const count = axes.values.length;
  if (x === y || Math.max(x, y) >= count) {
    throw new Error(
      `principal axes ${x + 1} and ${y + 1}: expected two different ones of ${count}; choose others`,
    );
  }
  const covariance = covarianceOf(mixture, of);
  const whose = of === "features" ? "training features" : "class means";
  const axis = (index: number) => axes.vectors.slice(index * d, (index + 1) * d);
  const named = (index: number): Axis => ({
    name: `principal axis ${index + 1} of the ${whose}`,
    share: shareAlong(covariance, axis(index)),
    of: whose,
  });
  const plane = planeAlong(meanOf(mixture), axis(x), axis(y));
  if (!plane) throw new Error("the principal axes do not span a plane; choose others");
  const marks = Array.from({ length: classes }, (_, c) => ({
    label: String(c),
    point: classMean(mixture, c),
  }));
  return { plane, axes: [named(x), named(y)], marks };
}

/** The plane through the means of three classes; its first axis leads from the first to the second. */
export function meansSlice(mixture: Mixture, classes: readonly [number, number, number]): Slice {
  if (mixture.classes < 3) {
    throw new Error(
      `the training features have ${mixture.classes} classes, expected 3 or more for a plane ` +
        "through class means; choose another plane",
    );
  }
  const [a, b, c] = classes.map((index) => classMean(mixture, index));
  const centre = a.map((value, i) => (value + b[i] + c[i]) / 3);
  const plane = planeAlong(
    centre,
    b.map((value, i) => value - a[i]),
    c.map((value, i) => value - a[i]),
  );
  if (!plane) {
    throw new Error(
      `the means of classes ${classes.join(", ")} lie on one line, expected three that do not; ` +
        "choose others",
    );
  }
  const [from, to, third] = classes;
  return {
    plane,
    axes: named(mixture, plane, [`class ${from} to class ${to}`, `towards class ${third}`]),
    marks: classes.map((index) => ({
      label: `class ${index}`,
      point: classMean(mixture, index),
    })),
  };
}

/**
 * The plane of the line from a class's mean to a sample, and of the direction across it along which
 * the training features vary most; its middle is the line's.
 *
 * @param sample [D]; `label` says which one it is
 */
export function lineSlice(mixture: Mixture, c: number, sample: Float32Array, label: string): Slice {
  const mean = classMean(mixture, c);
  const line = mean.map((value, i) => sample[i] - value);
  const across = mixture.dimensions > 1 && planeAlong(mean, line, widest(mixture, line) ?? line);
  if (!across) {
    throw new Error(
      `no plane leads from class ${c} to ${label}: expected a sample that is not the class's mean, ` +
        "and 2 or more dimensions; choose another sample",
    );
  }
  const plane = { ...across, origin: mean.map((value, i) => value + line[i] / 2) };
  return {
    plane,
    axes: named(mixture, plane, [
      `class ${c} to ${label}`,
      "the widest direction of the training features across that",
    ]),
    marks: [
      { label: `class ${c}`, point: mean },
      { label, point: Float64Array.from(sample) },
    ],
  };
}

/** The direction across a line along which the training features vary most. */
function widest(mixture: Mixture, line: Float64Array): Float64Array | null {
  const length = Math.sqrt(dot(line, line));
  if (length === 0) return null;
  const axis = line.map((value) => value / length);
  return leadingEigen(without(covarianceOf(mixture, "features"), axis), 1).vectors;
}

function named(mixture: Mixture, plane: Plane, [x, y]: [string, string]): [Axis, Axis] {
  const covariance = covarianceOf(mixture, "features");
  const axis = (name: string, direction: Float64Array): Axis => ({
    name,
    share: shareAlong(covariance, direction),
    of: "training features",
  });
  return [axis(x, plane.first), axis(y, plane.second)];
}

/** The class whose mean is nearest to a point [D] by Mahalanobis' distance. */
export function nearestClass(
  { dimensions: d, classes, means, whitening }: Mixture,
  point: ArrayLike<number>,
): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < classes; c++) {
    let squares = 0;
    for (let row = 0; row < d; row++) {
      let sum = 0;
      for (let k = 0; k <= row; k++) {
        sum += whitening[row * d + k] * (point[k] - means[c * d + k]);
      }
      squares += sum * sum;
    }
    if (squares < least) {
      least = squares;
      best = c;
    }
  }
  return best;
}
