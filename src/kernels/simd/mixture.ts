import { panels, type Workspace } from "./memory.ts";

/** The arrays of `MixtureTensors`, as the kernels receive them. */
export interface MixtureArrays {
  dimensions: number;
  classes: number;
  whitening: Float32Array;
  shift: Float32Array;
  means: Float32Array;
  offsets: Float32Array;
  halfNorms: Float32Array;
}

const NEVER = -1e30;

/** E_G, its gradient and the nearest class's squared distance on tiles of at most `rows` points. */
export class MixturePass {
  private readonly whitening: { forward: number; backward: number };
  private readonly means: { forward: number; backward: number };
  private readonly shift: number;
  private readonly logBias: number;
  private readonly distanceBias: number;
  private readonly whitened: number;
  private readonly logits: number;
  private readonly expected: number;
  readonly energies: number;
  readonly nearest: number;
  /** dE_G/dz of the last pass, [rows, stride]. */
  readonly gradient: number;
  readonly stride: number;

  constructor(
    private readonly workspace: Workspace,
    private readonly mixture: MixtureArrays,
    rows: number,
  ) {
    const { dimensions, classes } = mixture;
    const { run } = workspace.simd;
    this.stride = 8 * panels(dimensions);
    const classStride = 8 * panels(classes);
    const pack = (values: Float32Array, k: number, n: number) => {
      const flat = workspace.copy(values);
      const forward = workspace.floats(k * 8 * panels(n));
      run.packTransposed(flat, k, k, n, forward);
      const backward = workspace.floats(n * 8 * panels(k));
      run.pack(flat, k, n, k, backward);
      return { forward, backward };
    };
    this.whitening = pack(mixture.whitening, dimensions, dimensions);
    this.means = pack(mixture.means, dimensions, classes);
    const padded = (values: Float32Array, size: number, pad: number) => {
      const start = workspace.floats(size);
      workspace.view(start, size).fill(pad).set(values);
      return start;
    };
    this.shift = padded(
      mixture.shift.map((value) => -value),
      this.stride,
      0,
    );
    this.logBias = padded(mixture.offsets, classStride, NEVER);
    this.distanceBias = padded(
      mixture.halfNorms.map((value) => -value),
      classStride,
      NEVER,
    );
    this.whitened = workspace.floats(rows * this.stride);
    this.logits = workspace.floats(rows * classStride);
    this.expected = workspace.floats(rows * this.stride);
    this.gradient = workspace.floats(rows * this.stride);
    this.energies = workspace.floats(rows);
    this.nearest = workspace.floats(rows);
  }

  /** E_G and nearest distance of points [rows, D]; `rows` is a multiple of 4. */
  forward(points: number, rows: number): void {
    const { run } = this.workspace.simd;
    const { dimensions: d, classes } = this.mixture;
    const { stride } = this;
    const classStride = 8 * panels(classes);
    run.gemm(points, d, this.whitening.forward, this.whitened, stride, rows, d, stride / 8);
    run.addBias(this.whitened, this.shift, rows, stride);
    const count = classStride / 8;
    run.gemm(this.whitened, stride, this.means.forward, this.logits, classStride, rows, d, count);
    run.responsibilities(
      this.logits,
      this.logBias,
      this.distanceBias,
      classStride,
      this.whitened,
      stride,
      rows,
      this.energies,
      this.nearest,
    );
  }

  /** dE_G/dz = W^T (y - sum_c r_c m_c) of the last forward pass, into `gradient`. */
  inputGradient(rows: number): void {
    const { run } = this.workspace.simd;
    const { dimensions: d, classes } = this.mixture;
    const { stride } = this;
    const classStride = 8 * panels(classes);
    const { expected, whitened } = this;
    const count = stride / 8;
    run.gemm(this.logits, classStride, this.means.backward, expected, stride, rows, classes, count);
    run.subtract(whitened, expected, rows * stride);
    run.gemm(whitened, stride, this.whitening.backward, this.gradient, stride, rows, d, count);
  }
}
