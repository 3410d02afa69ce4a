import { dot, orthonormal } from "./lanczos.ts";

/** A plane in feature space: origin + x first + y second, all [D], the axes orthonormal. */
export interface Plane {
  origin: Float64Array;
  first: Float64Array;
  second: Float64Array;
}

/**
 * Where a map's points lie: on the plane itself, or where the ray from 0 through them meets the unit
 * sphere, on which L2-normalised features live.
 */
export type Surface = "plane" | "sphere";

/** Below this distance from 0, a plane is taken to go through it. */
const THROUGH = 1e-6;
/** The second direction must keep this share of its length beside the first. */
const APART = 1e-4;

/**
 * The plane through a point along two directions, made orthonormal: the first keeps its own.
 *
 * @returns null where the directions do not span a plane
 */
export function planeAlong(
  origin: Float64Array,
  first: Float64Array,
  second: Float64Array,
): Plane | null {
  const x = orthonormal(first, []);
  const y = x && orthonormal(second, [x]);
  if (!x || !y || Math.abs(dot(y, second)) < APART * Math.sqrt(dot(second, second))) return null;
  return { origin, first: x, second: y };
}

/** The points [n, D] of a surface that places [n, 2] of the map stand for. */
export function lift(plane: Plane, places: Float32Array, surface: Surface): Float32Array {
  const { origin, first, second } = plane;
  const d = origin.length;
  const points = new Float32Array((places.length / 2) * d);
  const point = new Float64Array(d);
  for (let n = 0; 2 * n < places.length; n++) {
    const x = places[2 * n];
    const y = places[2 * n + 1];
    for (let i = 0; i < d; i++) point[i] = origin[i] + x * first[i] + y * second[i];
    const length = surface === "sphere" ? Math.sqrt(dot(point, point)) || 1 : 1;
    for (let i = 0; i < d; i++) points[n * d + i] = point[i] / length;
  }
  return points;
}

/** Where points belong on a map. */
export interface Projection {
  /** [n, 2]; not a number where a point is on the side of the sphere that the plane does not face. */
  places: Float32Array;
  /** How far each point is from what its place stands for, [n]. */
  distances: Float32Array;
}

/**
 * The places of points [n, D] whose `lift` is nearest to them. On the plane that is the orthogonal
 * projection. On the sphere the points, of length 1, go to the nearest point of the sphere's section
 * with the space that plane and 0 span, and from there, along the ray from 0, to the plane.
 */
export function project(plane: Plane, points: Float32Array, surface: Surface): Projection {
  const { origin, first, second } = plane;
  const d = origin.length;
  const count = points.length / d;
  const places = new Float32Array(2 * count);
  const distances = new Float32Array(count);
  const footX = dot(origin, first);
  const footY = dot(origin, second);
  // The plane's nearest point to 0 is the third direction that the rays need.
  const nearest = origin.map((value, i) => value - footX * first[i] - footY * second[i]);
  const height = Math.sqrt(dot(nearest, nearest));
  const third = nearest.map((value) => value / height);
  const depth = dot(origin, origin);
  for (let n = 0; n < count; n++) {
    const point = points.subarray(n * d, (n + 1) * d);
    const x = dot(point, first);
    const y = dot(point, second);
    const squares = dot(point, point);
    let stretch = 1;
    let distance = squares - 2 * dot(point, origin) + depth - (x - footX) ** 2 - (y - footY) ** 2;
    if (surface === "sphere") {
      const z = height > THROUGH ? dot(point, third) : 0;
      if (height > THROUGH) stretch = z > 0 ? height / z : Number.NaN;
      distance = squares + 1 - 2 * Math.sqrt(x * x + y * y + z * z);
    }
    places[2 * n] = x * stretch - footX;
    places[2 * n + 1] = y * stretch - footY;
    distances[n] = Math.sqrt(Math.max(0, distance));
  }
  return { places, distances };
}
