import type { Parts } from "./parts.ts";

/** Sweeps that one eigenvalue may take; two or three are usual. */
const SWEEPS = 60;

/** A symmetric matrix taken apart: `vectors` [D, D] has the eigenvector of `values[i]` as row i. */
export interface Eigen {
  /** Ascending, [D]. */
  values: Float64Array;
  vectors: Float64Array;
}

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix in float64: Householder's reduction
 * to a tridiagonal one and QL with implicit shifts (Golub and Van Loan, Matrix Computations, ch. 8).
 *
 * @param matrix [D, D]
 */
export function* symmetricEigen(matrix: Float64Array, dimensions: number): Parts<Eigen> {
  const { diagonal, beside, vectors } = yield* tridiagonalise(matrix, dimensions);
  yield* diagonalise(diagonal, beside, vectors, dimensions);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a] - diagonal[b]);
  const sorted = new Float64Array(vectors.length);
  order.forEach((from, to) => {
    sorted.set(vectors.subarray(from * dimensions, (from + 1) * dimensions), to * dimensions);
  });
  return { values: Float64Array.from(order, (i) => diagonal[i]), vectors: sorted };
}

/** T = Q^T A Q, tridiagonal: its diagonal, what lies beside it, and the rows of Q^T. */
function* tridiagonalise(matrix: Float64Array, n: number) {
  const a = matrix.slice();
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  /** Row k: the reflection I - v v^T that clears column k below its subdiagonal; |v|^2 = 2 or 0. */
  const reflections = new Float64Array(n * n);
  const image = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k];
    if (k === n - 1) break;
    const v = reflections.subarray(k * n, (k + 1) * n);
    beside[k] = reflector(a.subarray(k * n, (k + 1) * n), k + 1, v);
    // A <- (I - v v^T) A (I - v v^T), by its image A v.
    let overlap = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
      image[i] = sum;
      overlap += sum * v[i];
    }
    for (let i = k + 1; i < n; i++) image[i] -= (overlap / 2) * v[i];
    for (let i = k + 1; i < n; i++) {
      const [own, other] = [v[i], image[i]];
      for (let j = k + 1; j < n; j++) a[i * n + j] -= own * image[j] + other * v[j];
    }
    yield;
  }
  return { diagonal, beside, vectors: yield* transposedProduct(reflections, n) };
}

/** Writes the v that turns `row` from `first` on into a multiple of its first axis; gives that. */
function reflector(row: Float64Array, first: number, v: Float64Array): number {
  let scale = 0;
  for (let j = first; j < row.length; j++) scale = Math.max(scale, Math.abs(row[j]));
  if (scale === 0) return 0;
  let squares = 0;
  for (let j = first; j < row.length; j++) squares += (row[j] / scale) ** 2;
  const length = row[first] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const head = row[first] / scale - length;
  // |v|^2 = squares - 2 row length + length^2 before it is made 2.
  const norm = Math.sqrt(-length * head);
  for (let j = first; j < row.length; j++) v[j] = row[j] / scale / norm;
  v[first] = head / norm;
  return length * scale;
}

/** Q^T of Q = H_0 H_1 ..., from the reflections' rows. */
function* transposedProduct(reflections: Float64Array, n: number): Parts<Float64Array> {
  const q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  const sums = new Float64Array(n);
  for (let k = n - 2; k >= 0; k--) {
    const v = reflections.subarray(k * n, (k + 1) * n);
    sums.fill(0);
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) sums[j] += v[i] * q[i * n + j];
    }
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j < n; j++) q[i * n + j] -= v[i] * sums[j];
    }
    yield;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      [q[i * n + j], q[j * n + i]] = [q[j * n + i], q[i * n + j]];
    }
  }
  return q;
}

/** Makes `diagonal` the eigenvalues of a tridiagonal matrix, and turns the rows of `vectors` along. */
function* diagonalise(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
  n: number,
): Parts<void> {
  // Against the whole matrix: where eigenvalues are 0, what lies around them is rounding alone.
  const size = diagonal.reduce(
    (top, own, i) => Math.max(top, Math.abs(own) + Math.abs(beside[i])),
    0,
  );
  const least = Number.EPSILON * size;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; ; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(beside[m]) > least) m++;
      if (m === l) break;
      if (sweep === SWEEPS) {
        throw new Error(`eigenvalues: number ${l + 1} of ${n} has not settled in ${SWEEPS} sweeps`);
      }
      sweepQl(diagonal, beside, vectors, n, l, m);
      yield;
    }
  }
}

/** One implicit QL sweep over rows l to m (EISPACK's tql2). */
function sweepQl(
  diagonal: Float64Array,
  beside: Float64Array,
  vectors: Float64Array,
  n: number,
  l: number,
  m: number,
): void {
  const half = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
  const root = Math.hypot(half, 1);
  let g = diagonal[m] - diagonal[l] + beside[l] / (half + (half < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = sine * beside[i];
    const b = cosine * beside[i];
    const r = Math.hypot(f, g);
    beside[i + 1] = r;
    if (r === 0) {
      diagonal[i + 1] -= shift;
      beside[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    g = diagonal[i + 1] - shift;
    const t = (diagonal[i] - g) * sine + 2 * cosine * b;
    shift = sine * t;
    diagonal[i + 1] = g + shift;
    g = cosine * t - b;
    rotate(vectors, i * n, n, sine, cosine);
  }
  diagonal[l] -= shift;
  beside[l] = g;
  beside[m] = 0;
}

/** Turns the row at `at` and the one after it in their plane. */
function rotate(vectors: Float64Array, at: number, n: number, sine: number, cosine: number): void {
  for (let k = at; k < at + n; k++) {
    const a = vectors[k];
    const b = vectors[k + n];
    vectors[k + n] = sine * a + cosine * b;
    vectors[k] = cosine * a - sine * b;
  }
}
