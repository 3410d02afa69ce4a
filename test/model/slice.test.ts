import { describe, expect, it } from "vitest";
import { covarianceOf } from "../../src/model/covariance.ts";
import { dot } from "../../src/model/lanczos.ts";
import { fitMixture, meanOf } from "../../src/model/mixture.ts";
import { project } from "../../src/model/plane.ts";
import {
  lineSlice,
  meansSlice,
  nearestClass,
  principalAxes,
  principalSlice,
  type Slice,
} from "../../src/model/slice.ts";
import { tinySet } from "../workers/features/tiny.ts";

const { mixture, train, ood } = tinySet();
const SAMPLE = ood[1].rows.features.subarray(0, 6);

/** The places of a slice's marks, and how far off they are. */
function marksOf({ plane, marks }: Slice) {
  return marks.map(({ point }) => {
    const { places, distances } = project(plane, Float32Array.from(point), "plane");
    return { x: places[0], y: places[1], distance: distances[0] };
  });
}

function expectOrthonormal({ plane: { first, second } }: Slice): void {
  expect(dot(first, first)).toBeCloseTo(1, 12);
  expect(dot(second, second)).toBeCloseTo(1, 12);
  expect(dot(first, second)).toBeCloseTo(0, 12);
}

/** Points of two classes in as many dimensions as a row is long. */
function mixtureOf(rows: number[][], labels: number[]) {
  const classes = Math.max(...labels) + 1;
  return fitMixture(
    Float32Array.from(rows.flat()),
    Int32Array.from(labels),
    rows[0]!.length,
    classes,
  );
}

/** Two classes, whose means differ along one axis. */
const twoClasses = () =>
  mixtureOf(
    [
      [0, 0],
      [0, 1],
      [3, 0],
      [3, 1],
    ],
    [0, 0, 1, 1],
  );

describe("covarianceOf", () => {
  it("is that of the training features, found without them", () => {
    const d = 6;
    const mean = meanOf(mixture);
    const { apply, trace } = covarianceOf(mixture, "features");
    let variance = 0;
    for (let column = 0; column < d; column++) {
      const unit = Float64Array.from({ length: d }, (_, i) => Number(i === column));
      const expected = new Float64Array(d);
      for (let i = 0; i < train.count; i++) {
        const row = train.features.subarray(i * d, (i + 1) * d);
        for (let k = 0; k < d; k++) {
          expected[k] += ((row[k] - mean[k]) * (row[column] - mean[column])) / train.count;
        }
      }
      variance += expected[column];
      apply(unit).forEach((value, k) => {
        expect(value).toBeCloseTo(expected[k], 6);
      });
    }
    expect(trace).toBeCloseTo(variance, 6);
  });
});

describe("principalSlice", () => {
  it("spans the two directions of the largest shares of variance", () => {
    const axes = principalAxes(mixture, "features");
    const slice = principalSlice(mixture, "features", axes, [0, 1]);
    expectOrthonormal(slice);
    const [x, y] = slice.axes;
    expect(x.name).toBe("principal axis 1 of the training features");
    expect(x.share).toBeGreaterThanOrEqual(y.share);
    const all = axes.values.reduce((sum, value) => sum + value, 0);
    expect(x.share).toBeCloseTo(axes.values[0] / all, 6);
    expect(slice.marks.map(({ label }) => label)).toEqual(["0", "1", "2"]);
  });

  it("of three class means holds all of them", () => {
    const axes = principalAxes(mixture, "means");
    expect(axes.values).toHaveLength(2);
    const slice = principalSlice(mixture, "means", axes, [1, 0]);
    for (const { distance } of marksOf(slice)) expect(distance).toBeLessThan(1e-3);
    expect(slice.axes[0].share + slice.axes[1].share).toBeCloseTo(1, 9);
  });

  it("refuses axes that are not there, with how many there are", () => {
    const axes = principalAxes(mixture, "means");
    expect(() => principalSlice(mixture, "means", axes, [0, 2])).toThrow(
      "principal axes 1 and 3: expected two different ones of 2",
    );
    expect(() => principalSlice(mixture, "means", axes, [1, 1])).toThrow("two different ones");
    const two = twoClasses();
    expect(() => principalAxes(two, "means")).toThrow(
      "the class means differ along 1 axis, expected 2 or more",
    );
    expect(principalAxes(two, "features").values).toHaveLength(2);
    const line = mixtureOf([[0], [1], [3], [4]], [0, 0, 1, 1]);
    expect(() => principalAxes(line, "features")).toThrow("vary along 1 axis");
  });
});

describe("meansSlice", () => {
  it("goes through three means, the first axis from one to the next", () => {
    const slice = meansSlice(mixture, [2, 0, 1]);
    expectOrthonormal(slice);
    const [from, to, third] = marksOf(slice);
    for (const { distance } of [from, to, third]) expect(distance).toBeLessThan(1e-3);
    expect(from.y).toBeCloseTo(to.y, 6);
    expect(to.x).toBeGreaterThan(from.x);
    expect(third.y).toBeGreaterThan(from.y);
    expect(slice.axes.map(({ name }) => name)).toEqual(["class 2 to class 0", "towards class 1"]);
  });

  it("refuses means on one line, a class twice, and fewer classes than three", () => {
    const rows = [0, 1, 2].flatMap((x) => [
      [x, 0],
      [x, 1],
      [x + 0.1, 0],
      [x + 0.1, 1],
    ]);
    const collinear = mixtureOf(
      rows,
      rows.map((_, i) => Math.floor(i / 4)),
    );
    expect(() => meansSlice(collinear, [0, 1, 2])).toThrow("classes 0, 1, 2 lie on one line");
    expect(() => meansSlice(mixture, [0, 1, 1])).toThrow("lie on one line");
    const two = twoClasses();
    expect(() => meansSlice(two, [0, 1, 0])).toThrow("have 2 classes, expected 3 or more");
  });
});

describe("lineSlice", () => {
  it("holds the mean and the sample on its first axis, at equal distances from its middle", () => {
    const slice = lineSlice(mixture, 1, SAMPLE, "distant 0");
    expectOrthonormal(slice);
    const [mean, sample] = marksOf(slice);
    for (const { y, distance } of [mean, sample]) {
      expect(y).toBeCloseTo(0, 6);
      expect(distance).toBeLessThan(1e-3);
    }
    expect(sample.x).toBeCloseTo(-mean.x, 6);
    expect(sample.x).toBeGreaterThan(0);
  });

  it("takes the widest direction across the line for the second", () => {
    const slice = lineSlice(mixture, 1, SAMPLE, "distant 0");
    const { plane } = slice;
    const { apply } = covarianceOf(mixture, "features");
    const variance = (axis: Float64Array) => dot(axis, apply(axis));
    for (let turn = 1; turn < 40; turn++) {
      // A direction across both axes, mixed into the second.
      const other = Float64Array.from({ length: 6 }, (_, i) => Math.sin(turn * (i + 1)));
      for (const axis of [plane.first, plane.second]) {
        const part = dot(other, axis);
        other.forEach((value, i) => {
          other[i] = value - part * axis[i];
        });
      }
      const length = Math.sqrt(dot(other, other));
      const mixed = plane.second.map((value, i) => 0.8 * value + (0.6 * other[i]) / length);
      expect(variance(mixed)).toBeLessThan(variance(plane.second) + 1e-9);
    }
  });

  it("refuses a sample that is the mean, and one dimension", () => {
    const flat = mixtureOf(
      [
        [1, 0],
        [1, 1],
        [2, 0],
        [2, 1],
      ],
      [0, 0, 0, 0],
    );
    const own = Float32Array.from(flat.means.subarray(0, 2));
    expect(() => lineSlice(flat, 0, own, "x 3")).toThrow("no plane leads from class 0 to x 3");
    expect(lineSlice(flat, 0, Float32Array.of(1, 0), "x 4").plane.origin).toHaveLength(2);
    const line = mixtureOf([[0], [1]], [0, 0]);
    expect(() => lineSlice(line, 0, Float32Array.of(3), "x 1")).toThrow("2 or more dimensions");
  });
});

describe("nearestClass", () => {
  it("is the class whose mean is the point", () => {
    for (let c = 0; c < 3; c++) {
      expect(nearestClass(mixture, mixture.means.subarray(c * 6, (c + 1) * 6))).toBe(c);
    }
  });
});
