/** How far an estimate of a gradient is from the exact one. */

type Vector = ArrayLike<number>;

function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** |estimate - exact| / |exact|; of an exact gradient of 0 the estimate's length. */
export function relativeError(estimate: Vector, exact: Vector): number {
  let square = 0;
  for (let i = 0; i < exact.length; i++) square += (estimate[i] - exact[i]) ** 2;
  return Math.sqrt(square) / (Math.sqrt(dot(exact, exact)) || 1);
}

/** The cosine of the angle between two vectors, -1..1; 0 where one is 0. */
export function cosine(a: Vector, b: Vector): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths > 0 ? Math.min(1, Math.max(-1, dot(a, b) / lengths)) : 0;
}

/** The angle of a cosine, in degrees, 0..180. */
export const degrees = (cosine: number) => (180 / Math.PI) * Math.acos(cosine);
