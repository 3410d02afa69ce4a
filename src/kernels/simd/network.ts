import { layersOf, type Network } from "../../model/network.ts";
import { panels, type Workspace } from "./memory.ts";

/** A layer's weights in linear memory, packed for both directions. */
interface PackedLayer {
  inputs: number;
  outputs: number;
  stride: number;
  /** W for the forward pass, W^T for the gradient, the bias padded to whole panels. */
  forward: number;
  backward: number;
  bias: number;
  /** Activations and their slopes, [rows, stride]. */
  values: number;
  slopes: number;
}

/** E_theta, its input gradient and its weight gradient on tiles of at most `rows` points. */
export class NetworkPass {
  private readonly layers: PackedLayer[];
  private readonly output: { weights: number; bias: number };
  private readonly fourier: { forward: number; backward: number; phases: number } | null;
  /** [rows, stride] Fourier features; unused without them. */
  private readonly features: number;
  private readonly gradients: [number, number];
  private readonly ones: number;
  /** E_theta of the last forward pass, [rows]. */
  readonly energies: number;
  /** dE/dz of the last backward pass, [rows, gradientStride]. */
  readonly gradient: number;
  readonly gradientStride: number;
  private readonly kind: number;

  constructor(
    private readonly workspace: Workspace,
    private readonly network: Network,
    weights: Float32Array,
    frequencies: Float32Array | null,
    private readonly rows: number,
  ) {
    const { run } = workspace.simd;
    const flat = workspace.copy(weights);
    const layers = layersOf(network);
    const widest = 8 * panels(Math.max(network.width, layers[0].inputs, network.inputs));
    this.kind = network.activation === "silu" ? 0 : 1;
    this.layers = layers.slice(0, -1).map(({ inputs, outputs, kernel, bias }) => {
      const stride = 8 * panels(outputs);
      const forward = workspace.floats(inputs * stride);
      run.pack(flat + 4 * kernel, outputs, inputs, outputs, forward);
      const backward = workspace.floats(outputs * 8 * panels(inputs));
      run.packTransposed(flat + 4 * kernel, outputs, outputs, inputs, backward);
      const padded = workspace.floats(stride);
      workspace.view(padded, outputs).set(weights.subarray(bias, bias + outputs));
      const values = workspace.floats(rows * stride);
      const slopes = workspace.floats(rows * stride);
      return { inputs, outputs, stride, forward, backward, bias: padded, values, slopes };
    });
    const last = layers.at(-1)!;
    const outputWeights = workspace.floats(8 * panels(last.inputs));
    workspace.view(outputWeights, last.inputs).set(weights.subarray(last.kernel, last.bias));
    this.output = { weights: outputWeights, bias: weights[last.bias] };
    this.fourier = frequencies && this.packFourier(frequencies);
    this.features = workspace.floats(rows * 8 * panels(layers[0].inputs));
    this.gradients = [workspace.floats(rows * widest), workspace.floats(rows * widest)];
    this.energies = workspace.floats(rows);
    this.ones = workspace.floats(rows);
    workspace.view(this.ones, rows).fill(1);
    this.gradientStride = 8 * panels(network.inputs);
    this.gradient = workspace.floats(rows * this.gradientStride);
  }

  private packFourier(frequencies: Float32Array) {
    const { run } = this.workspace.simd;
    const { inputs, fourierFeatures: m } = this.network;
    const flat = this.workspace.copy(frequencies);
    const forward = this.workspace.floats(inputs * 8 * panels(m));
    run.pack(flat, m, inputs, m, forward);
    const backward = this.workspace.floats(m * 8 * panels(inputs));
    run.packTransposed(flat, m, m, inputs, backward);
    return { forward, backward, phases: this.workspace.floats(this.rows * 8 * panels(m)) };
  }

  /** E_theta of `rows` points at `points` [rows, D]; slopes are kept if a gradient is wanted. */
  forward(points: number, rows: number, gradient: boolean): void {
    const { run } = this.workspace.simd;
    let input = points;
    let stride = this.network.inputs;
    if (this.fourier) {
      const { inputs, fourierFeatures: m } = this.network;
      const phaseStride = 8 * panels(m);
      const { phases, forward } = this.fourier;
      run.gemm(points, inputs, forward, phases, phaseStride, rows, inputs, panels(m));
      stride = 8 * panels(2 * m);
      run.fourier(phases, phaseStride, rows, m, this.features, stride);
      input = this.features;
    }
    for (const layer of this.layers) {
      const { forward, values, stride: out, inputs, outputs, bias, slopes } = layer;
      run.gemm(input, stride, forward, values, out, rows, inputs, panels(outputs));
      run.activate(values, gradient ? slopes : 0, bias, rows, out, this.kind);
      input = values;
      stride = out;
    }
    run.rowDots(input, this.output.weights, this.output.bias, rows, stride, this.energies);
  }

  /** dE/dz of the points of the last forward pass, into `gradient`. */
  inputGradient(rows: number): void {
    const { run } = this.workspace.simd;
    const delta = this.backpropagate(rows, this.ones, () => {});
    const first = this.layers[0];
    if (!this.fourier) {
      const count = panels(first.inputs);
      const { backward, stride, outputs } = first;
      run.gemm(delta, stride, backward, this.gradient, this.gradientStride, rows, outputs, count);
      return;
    }
    const { inputs, fourierFeatures: m } = this.network;
    const other = this.gradients.find((buffer) => buffer !== delta)!;
    const stride = 8 * panels(2 * m);
    run.gemm(delta, first.stride, first.backward, other, stride, rows, first.outputs, stride / 8);
    const phaseStride = 8 * panels(m);
    const { phases, backward } = this.fourier;
    run.fourierGradient(this.features, other, stride, rows, m, phases, phaseStride);
    const out = this.gradientStride;
    run.gemm(phases, phaseStride, backward, this.gradient, out, rows, m, panels(inputs));
  }

  /**
   * Adds sum_i scale[i] dE_i/dweights to `out`, for the points of the last forward pass.
   *
   * @param scale byte offset of [rows]; rows of padding hold 0
   */
  weightGradient(points: number, rows: number, scale: number, out: Float32Array): void {
    const { workspace } = this;
    const { run } = workspace.simd;
    const layers = layersOf(this.network);
    const total = workspace.view(scale, rows).reduce((a, b) => a + b, 0);
    const last = this.layers.at(-1)!;
    const sums = workspace.floats(last.stride);
    run.weightedColumnSums(last.values, scale, rows, last.stride, sums);
    const output = layers.at(-1)!;
    addTo(out, output.kernel, workspace.view(sums, output.inputs));
    out[output.bias] += total;

    this.backpropagate(rows, scale, (index, delta) => {
      const { inputs, outputs, stride } = this.layers[index];
      const below = index > 0 ? this.layers[index - 1] : null;
      const source = below ? below.values : this.fourier ? this.features : points;
      const sourceStride = below ? below.stride : this.fourier ? 8 * panels(inputs) : inputs;
      const height = 4 * Math.ceil(inputs / 4);
      const transposed = workspace.floats(height * rows);
      run.transpose(source, sourceStride, rows, inputs, transposed, rows);
      const packed = workspace.floats(rows * stride);
      run.pack(delta, stride, rows, outputs, packed);
      const product = workspace.floats(height * stride);
      run.gemm(transposed, rows, packed, product, stride, height, rows, panels(outputs));
      for (let row = 0; row < inputs; row++) {
        const at = layers[index].kernel + row * outputs;
        addTo(out, at, workspace.view(product + 4 * row * stride, outputs));
      }
      const bias = workspace.floats(stride);
      run.weightedColumnSums(delta, this.ones, rows, stride, bias);
      addTo(out, layers[index].bias, workspace.view(bias, outputs));
    });
  }

  /** Runs the gradient back to the first hidden layer's pre-activations, and returns it. */
  private backpropagate(
    rows: number,
    scale: number,
    visit: (layer: number, delta: number) => void,
  ): number {
    const { run } = this.workspace.simd;
    let [delta, other] = this.gradients;
    const last = this.layers.length - 1;
    const { slopes, stride } = this.layers[last];
    run.outputGradient(slopes, this.output.weights, scale, rows, stride, delta);
    visit(last, delta);
    for (let index = last; index > 0; index--) {
      const { backward, stride: from, outputs } = this.layers[index];
      const below = this.layers[index - 1];
      run.gemm(delta, from, backward, other, below.stride, rows, outputs, below.stride / 8);
      run.multiply(other, below.slopes, rows * below.stride);
      [delta, other] = [other, delta];
      visit(index - 1, delta);
    }
    return delta;
  }
}

function addTo(out: Float32Array, offset: number, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) out[offset + i] += values[i];
}
