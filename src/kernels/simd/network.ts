import { panels, type Workspace } from "./memory.ts";
import type { Kernels } from "./module.ts";
import type { PackedNetwork } from "./packed.ts";
import { type Rows, rowAt, rowsOf } from "./rows.ts";

/** What a pass keeps of each layer for later: its slopes, or all that the weight gradient needs. */
type Keep = "nothing" | "slopes" | "everything";

/** A layer's arrays of rows, `stride` floats each; what is not kept is written over. */
interface LayerRows {
  stride: number;
  values: Rows;
  slopes: Rows;
  deltas: Rows;
}

/**
 * E_theta and its gradients at `rows` points.
 *
 * Every method calls the kernels it is given for `count` rows from `first` on, both multiples of 4,
 * so that threads can have rows of their own.
 */
export class NetworkPass {
  private readonly layers: LayerRows[];
  private readonly features: Rows;
  private readonly phases: Rows;
  /** As many ones as there are rows. */
  readonly ones: number;
  /** E_theta of the last forward pass, [rows]. */
  readonly energies: Rows;
  /** dE/dz of the last backward pass, [rows, pitch]. */
  readonly gradient: Rows;
  private readonly kind: number;

  constructor(
    workspace: Workspace,
    private readonly packed: PackedNetwork,
    rows: number,
    private readonly keep: Keep,
  ) {
    const { network, layers } = packed;
    const { inputs, fourierFeatures: m } = network;
    const array = (pitch: number) => rowsOf(workspace, rows, pitch);
    this.kind = network.activation === "silu" ? 0 : 1;
    this.phases = array(8 * panels(m));
    this.features = array(8 * panels(2 * m));
    const widest = Math.max(this.features.pitch, ...layers.map(({ stride }) => stride));
    // What is not kept lives in two arrays, in turns.
    const turns = [array(widest), array(widest)];
    const everything = keep === "everything";
    this.layers = layers.map(({ stride }, i) => ({
      stride,
      values: everything ? array(stride) : turns[i % 2],
      slopes: keep === "nothing" ? turns[i % 2] : array(stride),
      deltas: everything ? array(stride) : turns[(i + 1) % 2],
    }));
    this.energies = array(1);
    this.ones = workspace.bytes(4 * rows);
    workspace.view(this.ones, rows).fill(1);
    this.gradient = array(8 * panels(inputs));
  }

  /** E_theta at points [rows, D]. */
  forward(run: Kernels, points: number, first: number, count: number): void {
    const { fourierFeatures: m, inputs } = this.packed.network;
    let input = points + 4 * first * inputs;
    let stride = inputs;
    if (this.packed.fourier) {
      const phases = rowAt(this.phases, first);
      const { pitch } = this.phases;
      run.gemm(input, stride, this.packed.fourier.forward, phases, pitch, count, inputs, pitch / 8);
      stride = this.features.pitch;
      input = rowAt(this.features, first);
      run.fourier(phases, pitch, count, m, input, stride);
    }
    this.packed.layers.forEach(({ inputs: k, forward, bias }, i) => {
      const layer = this.layers[i];
      const values = rowAt(layer.values, first);
      const slopes = this.keep === "nothing" ? 0 : rowAt(layer.slopes, first);
      run.gemm(input, stride, forward, values, layer.stride, count, k, layer.stride / 8);
      run.activate(values, slopes, bias, count, layer.stride, this.kind);
      input = values;
      stride = layer.stride;
    });
    const { weights, bias } = this.packed.output;
    run.rowDots(input, weights, bias, count, stride, rowAt(this.energies, first));
  }

  /** dE/dz of the points of the last forward pass, into `gradient`. */
  inputGradient(run: Kernels, first: number, count: number): void {
    this.backward(run, this.ones, first, count);
    const { fourierFeatures: m } = this.packed.network;
    const { outputs, backward } = this.packed.layers[0];
    const { stride, values, deltas } = this.layers[0];
    const delta = rowAt(deltas, first);
    const gradient = rowAt(this.gradient, first);
    const { pitch: out } = this.gradient;
    if (!this.packed.fourier) {
      run.gemm(delta, stride, backward, gradient, out, count, outputs, out / 8);
      return;
    }
    const features = rowAt(this.features, first);
    const phases = rowAt(this.phases, first);
    const pulled = rowAt(values, first);
    const { pitch } = this.features;
    run.gemm(delta, stride, backward, pulled, pitch, count, outputs, pitch / 8);
    run.fourierGradient(features, pulled, pitch, count, m, phases, this.phases.pitch);
    const frequencies = this.packed.fourier.backward;
    run.gemm(phases, this.phases.pitch, frequencies, gradient, out, count, m, out / 8);
  }

  /** Each layer's deltas: scale[i] dE/d(pre-activations) of the last forward pass. */
  backward(run: Kernels, scale: number, first: number, count: number): void {
    for (let i = this.layers.length - 1; i >= 0; i--) {
      const { stride } = this.layers[i];
      const deltas = rowAt(this.layers[i].deltas, first);
      const slopes = rowAt(this.layers[i].slopes, first);
      const above = this.layers[i + 1];
      if (!above) {
        const { weights } = this.packed.output;
        run.outputGradient(slopes, weights, scale + 4 * first, count, stride, deltas);
        continue;
      }
      const { outputs, backward } = this.packed.layers[i + 1];
      const source = rowAt(above.deltas, first);
      run.gemm(source, above.stride, backward, deltas, stride, count, outputs, stride / 8);
      run.multiply(deltas, slopes, count * stride);
    }
  }

  /** What a hidden layer was given by the last forward pass: points, features or values below. */
  inputsOf(index: number, points: number): Rows {
    if (index > 0) return this.layers[index - 1].values;
    if (this.packed.fourier) return this.features;
    return { start: points, pitch: this.packed.network.inputs };
  }

  /** A hidden layer's deltas, where everything was kept. */
  deltasOf(index: number): Rows {
    return this.layers[index].deltas;
  }
}
