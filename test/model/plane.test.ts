import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dot } from "../../src/model/lanczos.ts";
import { lift, type Plane, planeAlong, project } from "../../src/model/plane.ts";

const vector = (d: number) =>
  fc
    .array(fc.integer({ min: -100, max: 100 }), { minLength: d, maxLength: d })
    .map((values) => Float64Array.from(values, (value) => value / 100));

/** A plane of 2 to 8 dimensions, and a point of that space of length 1. */
const cases = fc
  .integer({ min: 2, max: 8 })
  .chain((d) => fc.tuple(vector(d), vector(d), vector(d), vector(d)))
  .map(([origin, first, second, point]) => {
    const length = Math.sqrt(dot(point, point));
    return { plane: planeAlong(origin, first, second), point, length };
  })
  .filter(({ plane, length }) => plane !== null && length > 0.1)
  .map(({ plane, point, length }) => {
    return { plane: plane!, point: Float32Array.from(point, (value) => value / length) };
  });

/** Whether a plane keeps a distance from 0: one through it has many places for a direction. */
function isApart({ origin, first, second }: Plane): boolean {
  return dot(origin, origin) - dot(origin, first) ** 2 - dot(origin, second) ** 2 > 0.01;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.hypot(...Array.from(a, (value, i) => value - b[i]!));

describe("planeAlong", () => {
  it("has orthonormal axes, the first along the first direction", () => {
    fc.assert(
      fc.property(cases, ({ plane: { first, second } }) => {
        expect(dot(first, first)).toBeCloseTo(1, 12);
        expect(dot(second, second)).toBeCloseTo(1, 12);
        expect(dot(first, second)).toBeCloseTo(0, 12);
      }),
    );
  });

  it("is none for directions on one line, and for none at all", () => {
    const origin = Float64Array.of(1, 2, 3);
    const first = Float64Array.of(1, 0, 1);
    expect(planeAlong(origin, first, Float64Array.of(-2, 0, -2))).toBeNull();
    expect(planeAlong(origin, first, new Float64Array(3))).toBeNull();
    expect(planeAlong(origin, new Float64Array(3), first)).toBeNull();
  });
});

describe("project", () => {
  it("finds the place on the plane that nothing beats, and how far off a point is", () => {
    fc.assert(
      fc.property(
        cases,
        fc.double({ min: 0, max: 6.3, noNaN: true }),
        ({ plane, point }, angle) => {
          const { places, distances } = project(plane, point, "plane");
          const own = distance(lift(plane, places, "plane"), point);
          expect(distances[0]).toBeCloseTo(own, 5);
          const beside = places.map(
            (value, i) => value + 0.1 * (i ? Math.sin(angle) : Math.cos(angle)),
          );
          expect(distance(lift(plane, beside, "plane"), point)).toBeGreaterThan(own - 1e-6);
        },
      ),
    );
  });

  it("finds the nearest direction on the sphere, on the side that the plane faces", () => {
    fc.assert(
      fc.property(
        cases,
        fc.double({ min: 0, max: 6.3, noNaN: true }),
        ({ plane, point }, angle) => {
          const { places, distances } = project(plane, point, "sphere");
          fc.pre(isApart(plane) && places.every((value) => Math.abs(value) < 20));
          const lifted = lift(plane, places, "sphere");
          expect(dot(lifted, lifted)).toBeCloseTo(1, 5);
          const own = distance(lifted, point);
          expect(Math.abs(distances[0] - own)).toBeLessThan(1e-3);
          const beside = places.map(
            (value, i) => value + 0.1 * (i ? Math.sin(angle) : Math.cos(angle)),
          );
          expect(distance(lift(plane, beside, "sphere"), point)).toBeGreaterThan(own - 1e-3);
        },
      ),
    );
  });

  it.each(["plane", "sphere"] as const)("undoes lift on the %s", (surface) => {
    const place = fc.tuple(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(cases, place, ({ plane }, [x, y]) => {
        fc.pre(isApart(plane));
        const { places, distances } = project(
          plane,
          lift(plane, Float32Array.of(x, y), surface),
          surface,
        );
        expect(places[0]).toBeCloseTo(x, 3);
        expect(places[1]).toBeCloseTo(y, 3);
        expect(distances[0]).toBeLessThan(2e-3);
      }),
    );
  });

  it("sends a point behind the sphere nowhere", () => {
    const plane = planeAlong(
      Float64Array.of(0, 0, 0.8),
      Float64Array.of(1, 0, 0),
      Float64Array.of(0, 1, 0),
    )!;
    const { places } = project(plane, Float32Array.of(0, 0.6, -0.8), "sphere");
    expect([...places]).toEqual([Number.NaN, Number.NaN]);
  });

  it("uses all of a plane through 0, as all of two dimensions is", () => {
    const plane = planeAlong(
      Float64Array.of(0.3, 0.2),
      Float64Array.of(1, 0),
      Float64Array.of(0, 1),
    )!;
    const { places, distances } = project(plane, Float32Array.of(0, -1), "sphere");
    expect(places[0]).toBeCloseTo(-0.3, 6);
    expect(places[1]).toBeCloseTo(-1.2, 6);
    expect(distances[0]).toBeCloseTo(0, 3);
    expect([...lift(plane, places, "sphere")]).toEqual([0, -1].map((v) => expect.closeTo(v, 6)));
  });
});
