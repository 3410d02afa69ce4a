import { panels, type Workspace } from "./memory.ts";
import type { Kernels } from "./module.ts";
import type { PackedMixture } from "./packed.ts";
import { type Rows, rowAt, rowsOf } from "./rows.ts";

/** E_G, its gradient and the nearest class's squared distance at `rows` points. */
export class MixturePass {
  private readonly whitened: Rows;
  private readonly logits: Rows;
  private readonly expected: Rows;
  readonly energies: Rows;
  readonly nearest: Rows;
  /** dE_G/dz of the last pass, [rows, pitch]. */
  readonly gradient: Rows;

  constructor(
    workspace: Workspace,
    private readonly packed: PackedMixture,
    rows: number,
  ) {
    const array = (columns: number) => rowsOf(workspace, rows, columns);
    const pitch = 8 * panels(packed.dimensions);
    this.whitened = array(pitch);
    this.logits = array(8 * panels(packed.classes));
    this.expected = array(pitch);
    this.gradient = array(pitch);
    this.energies = array(1);
    this.nearest = array(1);
  }

  /** E_G and nearest distance of points [rows, D], `count` rows from `first` on. */
  forward(run: Kernels, points: number, first: number, count: number): void {
    const { dimensions: d, whitening, means, shift, logBias, distanceBias } = this.packed;
    const { pitch } = this.whitened;
    const { pitch: classPitch } = this.logits;
    const whitened = rowAt(this.whitened, first);
    const logits = rowAt(this.logits, first);
    run.gemm(points + 4 * first * d, d, whitening.forward, whitened, pitch, count, d, pitch / 8);
    run.addBias(whitened, shift, count, pitch);
    run.gemm(whitened, pitch, means.forward, logits, classPitch, count, d, classPitch / 8);
    run.responsibilities(
      logits,
      logBias,
      distanceBias,
      classPitch,
      whitened,
      pitch,
      count,
      rowAt(this.energies, first),
      rowAt(this.nearest, first),
    );
  }

  /** dE_G/dz = W^T (y - sum_c r_c m_c) of the last forward pass, into `gradient`. */
  inputGradient(run: Kernels, first: number, count: number): void {
    const { dimensions: d, classes, whitening, means } = this.packed;
    const { pitch } = this.whitened;
    const whitened = rowAt(this.whitened, first);
    const expected = rowAt(this.expected, first);
    const logits = rowAt(this.logits, first);
    const panelCount = pitch / 8;
    run.gemm(
      logits,
      this.logits.pitch,
      means.backward,
      expected,
      pitch,
      count,
      classes,
      panelCount,
    );
    run.subtract(whitened, expected, count * pitch);
    const gradient = rowAt(this.gradient, first);
    run.gemm(whitened, pitch, whitening.backward, gradient, pitch, count, d, panelCount);
  }
}
