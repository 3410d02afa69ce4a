import { integers, normals, type Stream } from "../../model/random.ts";
import type { Labelled } from "../density.ts";

/** Lattice steps a standard deviation, and standard deviations after which a kernel is left out. */
const STEPS = 8;
const CUT = 5.5;
const REACH = Math.ceil(STEPS * CUT);
/** Wider than any row of the lattice that is used. */
const ROW = 2 ** 24;

/**
 * A kernel density (Parzen, 1962): an equal mixture of a round Gaussian of sd `width` at each point.
 *
 * Points are put on a lattice of width / 8, where many meet, and a row of it shares its factor of the
 * Gaussian: a sum over 20,000 points at 40,000 places then takes a fraction of a second. The lattice's
 * points are the definition: density and samples agree.
 */
export class KernelDensity {
  /** The centres on the lattice, [n, 2]. */
  readonly centres: Float64Array;
  /** Distinct centres by row and column: their columns and weights, and where rows begin, from `bottom` on. */
  private readonly columns: Int32Array;
  private readonly weights: Float64Array;
  private readonly bottom: number;
  private readonly begins: Int32Array;
  private readonly step: number;
  private readonly factors = new Float64Array(2 * REACH + 1);

  /** @param points [n, 2], n at least 1; `labels` the class of each, [n] */
  constructor(
    points: ArrayLike<number>,
    private readonly labels: ArrayLike<number>,
    private readonly width: number,
  ) {
    this.step = width / STEPS;
    const nodes = Int32Array.from(points, (value) => Math.round(value / this.step));
    this.centres = Float64Array.from(nodes, (node) => node * this.step);
    const keys = Float64Array.from(labels, (_, i) => nodes[2 * i + 1] * ROW + nodes[2 * i]).sort();
    const rowOf = (key: number) => Math.round(key / ROW);
    this.bottom = rowOf(keys[0]);
    this.begins = new Int32Array(rowOf(keys[keys.length - 1]) - this.bottom + 2);
    const columns: number[] = [];
    const weights: number[] = [];
    const peak = 1 / (2 * Math.PI * width * width * labels.length);
    keys.forEach((key, i) => {
      if (key === keys[i - 1]) {
        weights[weights.length - 1] += peak;
        return;
      }
      const row = rowOf(key);
      columns.push(key - row * ROW);
      weights.push(peak);
      this.begins[row - this.bottom + 1] = columns.length;
    });
    // A row without centres ends where the one below it does.
    this.begins.forEach((begin, i) => {
      if (begin === 0 && i > 0) this.begins[i] = this.begins[i - 1];
    });
    this.columns = Int32Array.from(columns);
    this.weights = Float64Array.from(weights);
  }

  /** The density at (x, y). */
  at(x: number, y: number): number {
    const { columns, weights, begins, factors, step, width } = this;
    const gauss = (node: number, v: number) => Math.exp(-(((node * step - v) / width) ** 2) / 2);
    const left = Math.ceil(x / step) - REACH;
    for (let i = 0; i <= 2 * REACH; i++) factors[i] = gauss(left + i, x);
    const first = Math.ceil(y / step) - REACH - this.bottom;
    const last = Math.min(first + 2 * REACH, begins.length - 2);
    let sum = 0;
    for (let row = Math.max(0, first); row <= last; row++) {
      let inRow = 0;
      for (let i = this.find(left, begins[row], begins[row + 1]); i < begins[row + 1]; i++) {
        const place = columns[i] - left;
        if (place > 2 * REACH) break;
        inRow += weights[i] * factors[place];
      }
      if (inRow > 0) sum += inRow * gauss(row + this.bottom, y);
    }
    return sum;
  }

  /** The first of a row's centres, `begin` to `end`, from `column` on. */
  private find(column: number, begin: number, end: number): number {
    let [low, high] = [begin, end];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.columns[middle] < column) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Draws `count` points: a centre and noise. */
  sample(count: number, stream: Stream): Labelled {
    const { centres, labels, width } = this;
    const points = normals(stream, new Float32Array(2 * count), { update: 0, step: 1 });
    const place = { update: 0, step: 3 };
    const choice = integers(stream, new Int32Array(count), labels.length, place);
    choice.forEach((centre, i) => {
      points[2 * i] = centres[2 * centre] + width * points[2 * i];
      points[2 * i + 1] = centres[2 * centre + 1] + width * points[2 * i + 1];
    });
    return { points, labels: choice.map((centre) => labels[centre]) };
  }
}
