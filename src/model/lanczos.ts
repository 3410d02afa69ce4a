import { symmetricEigen } from "./eigen.ts";
import { atOnce } from "./parts.ts";
import { normals } from "./random.ts";

/** A symmetric matrix, known by what it does to a vector. */
export interface SymmetricOperator {
  dimensions: number;
  /** A v, [D] each. */
  apply(vector: Float64Array): Float64Array;
}

/** The largest eigenvalues of an operator. */
export interface LeadingEigen {
  /** Descending, [k]. */
  values: Float64Array;
  /** Their orthonormal eigenvectors, a row each, [k, D]. */
  vectors: Float64Array;
}

/** Vectors of the Krylov space that eigenvectors are sought in. */
const STEPS = 80;
/** A vector that keeps less than this share of its length lies in the space already. */
const WITHIN = 1e-10;
/** A shorter vector is 0: its square has too few digits left in float64. */
const NOTHING = 1e-140;

/** Inner product of two vectors. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/**
 * The `count` largest eigenvalues of an operator, or all where it has fewer dimensions: Lanczos'
 * method, every vector made orthogonal to all before it, with a fresh start wherever the space is
 * invariant, so that equal eigenvalues are all found. Exact up to 80 dimensions.
 */
export function leadingEigen(operator: SymmetricOperator, count: number): LeadingEigen {
  const { dimensions: d } = operator;
  const steps = Math.min(d, Math.max(STEPS, 2 * count));
  const basis: Float64Array[] = [];
  const images: Float64Array[] = [];
  let next = freshVector(basis, d);
  while (next && basis.length < steps) {
    basis.push(next);
    const image = operator.apply(next);
    images.push(image);
    next = orthonormal(image, basis) ?? freshVector(basis, d);
  }
  const size = basis.length;
  const small = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = dot(basis[column], images[row]);
      small[row * size + column] = value;
      small[column * size + row] = value;
    }
  }
  const { values, vectors } = atOnce(symmetricEigen(small, size));
  const kept = Math.min(count, size);
  const lifted = new Float64Array(kept * d);
  for (let k = 0; k < kept; k++) {
    const out = lifted.subarray(k * d, (k + 1) * d);
    const from = (size - 1 - k) * size;
    basis.forEach((vector, j) => {
      const weight = vectors[from + j];
      for (let i = 0; i < d; i++) out[i] += weight * vector[i];
    });
    pointUp(out);
  }
  return { values: values.slice(size - kept).reverse(), vectors: lifted };
}

/** A unit vector orthogonal to the basis, the same in every run; null where the basis spans all. */
function freshVector(basis: Float64Array[], dimensions: number): Float64Array | null {
  if (basis.length === dimensions) return null;
  const place = { update: 0, step: basis.length };
  const noise = normals({ seed: 0, name: "subset" }, new Float32Array(dimensions), place);
  return orthonormal(Float64Array.from(noise), basis);
}

/**
 * A vector less its part in the span of orthonormal ones, at length 1; null where nothing is left.
 * Done twice, for what rounding leaves of the part the first time.
 */
export function orthonormal(
  vector: Float64Array,
  basis: readonly Float64Array[],
): Float64Array | null {
  const rest = vector.slice();
  const least = Math.max(NOTHING, WITHIN * Math.sqrt(dot(vector, vector)));
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) {
      const part = dot(rest, other);
      for (let i = 0; i < rest.length; i++) rest[i] -= part * other[i];
    }
  }
  const length = Math.sqrt(dot(rest, rest));
  return length > least ? rest.map((value) => value / length) : null;
}

/** Turns a vector about where needed, so that its largest component is above 0. */
function pointUp(vector: Float64Array): void {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  if (largest < 0) for (let i = 0; i < vector.length; i++) vector[i] = -vector[i];
}
