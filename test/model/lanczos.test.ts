import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../../src/model/eigen.ts";
import { dot, type LeadingEigen, leadingEigen } from "../../src/model/lanczos.ts";
import { atOnce } from "../../src/model/parts.ts";
import reference from "../fixtures/lanczos-reference.json" with { type: "json" };

const operatorOf = (matrix: Float64Array, d: number) => ({
  dimensions: d,
  apply: (vector: Float64Array) =>
    Float64Array.from({ length: d }, (_, row) =>
      dot(matrix.subarray(row * d, (row + 1) * d), vector),
    ),
});

/** A symmetric matrix [d, d] of numbers in -100..100. */
const symmetric = fc.integer({ min: 1, max: 12 }).chain((d) =>
  fc
    .array(fc.integer({ min: -100, max: 100 }), { minLength: d * d, maxLength: d * d })
    .map((values) => {
      const matrix = Float64Array.from(values, (_, i) => {
        const [row, column] = [Math.floor(i / d), i % d];
        return values[Math.min(row, column) * d + Math.max(row, column)]!;
      });
      return { d, matrix };
    }),
);

/** Expects orthonormal rows that the matrix only stretches. */
function expectEigen(
  matrix: Float64Array,
  d: number,
  { values, vectors }: LeadingEigen,
  tolerance: number,
): void {
  const { apply } = operatorOf(matrix, d);
  values.forEach((value, i) => {
    const vector = vectors.slice(i * d, (i + 1) * d);
    const image = apply(vector);
    for (let k = 0; k < d; k++)
      expect(Math.abs(image[k] - value * vector[k])).toBeLessThan(tolerance);
    for (let j = 0; j <= i; j++) {
      const product = dot(vector, vectors.subarray(j * d, (j + 1) * d));
      expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(tolerance);
    }
    if (i > 0) expect(value).toBeLessThanOrEqual(values[i - 1] + tolerance);
  });
}

describe("leadingEigen", () => {
  it("is the same as taking the matrix apart, in dimensions that it spans", () => {
    fc.assert(
      fc.property(symmetric, ({ d, matrix }) => {
        const some = leadingEigen(operatorOf(matrix, d), 3);
        const all = atOnce(symmetricEigen(matrix, d)).values.toReversed();
        expect(some.values).toHaveLength(Math.min(3, d));
        some.values.forEach((value, i) => {
          expect(value).toBeCloseTo(all[i], 10);
        });
        expectEigen(matrix, d, some, 1e-8);
      }),
      { numRuns: 50 },
    );
  });

  it("takes directions that a matrix all but annihilates for what they are", () => {
    const [a, b] = [-8.4e-10, 6.3e-176];
    const matrix = Float64Array.of(
      0,
      0,
      0,
      a,
      0,
      b,
      0,
      -5e-324,
      0,
      0,
      -1.1e-159,
      0,
      a,
      -5e-324,
      0,
      0,
    );
    const eigen = leadingEigen(operatorOf(matrix, 4), 3);
    expect([...eigen.values]).toEqual([-a, 0, 0].map((value) => expect.closeTo(value, 12)));
    expectEigen(matrix, 4, eigen, 1e-9);
  });

  it("finds equal eigenvalues as often as they are there", () => {
    const d = 9;
    const diagonal = [5, 5, 5, 2, 1, 0, 0, 0, 0];
    const matrix = Float64Array.from({ length: d * d }, (_, i) =>
      i % (d + 1) === 0 ? diagonal[i / (d + 1)]! : 0,
    );
    const eigen = leadingEigen(operatorOf(matrix, d), 5);
    expect([...eigen.values]).toEqual(diagonal.slice(0, 5).map((v) => expect.closeTo(v, 12)));
    expectEigen(matrix, d, eigen, 1e-12);
  });

  it("has NumPy's values and vectors for a covariance of 150 dimensions", () => {
    const { dimensions: d, decay, values, vectors } = reference;
    // H diag(decay^i) H with the reflection H = 1 - 2 u u^T, u the same as in the fixture's program.
    const u = Float64Array.from({ length: d }, (_, i) => Math.sin(i + 1));
    const square = dot(u, u);
    const reflect = (v: Float64Array) => {
      const part = (2 * dot(u, v)) / square;
      return v.map((value, i) => value - part * u[i]);
    };
    const operator = {
      dimensions: d,
      apply: (v: Float64Array) => reflect(reflect(v).map((value, i) => value * decay ** i)),
    };
    const eigen = leadingEigen(operator, values.length);
    values.forEach((value, i) => {
      expect(eigen.values[i]).toBeCloseTo(value, 9);
      const vector = eigen.vectors.subarray(i * d, i * d + 4);
      for (const [k, component] of vectors[i]!.entries())
        expect(vector[k]).toBeCloseTo(component, 6);
    });
  });
});
