import type { TensorInfo } from "@tensorflow/tfjs-core";
import { layersOf, type Network } from "../../../model/network.ts";
import type { Commands, Dispatch } from "../gpu.ts";
import math from "../math.wgsl?raw";
import activationCode from "./activation.wgsl?raw";
import chainRuleCode from "./chainRule.wgsl?raw";
import { stored } from "./epilogues.ts";
import { type Factor, multiply, type Product, type Source, shadersOf } from "./gemm.ts";
import repeat from "./repeat.wgsl?raw";

const ACTIVATION = shadersOf(math, activationCode);
const CHAIN_RULE = shadersOf(chainRuleCode);
const REPEAT = [repeat];
/** The override of activation.wgsl. */
const ACTIVATIONS = { leakyRelu: 0, silu: 1, fourier: 2 } as const;

/** A hidden layer of E_theta; Fourier features, where there are some, are the first one. */
interface Layer {
  inputs: number;
  outputs: number;
  /** [inputs, outputs]. */
  kernel: Factor;
  /** Whether the bias lies behind the kernel. */
  bias: boolean;
  activation: keyof typeof ACTIVATIONS;
  /** [rows, outputs]. */
  values: GPUBuffer;
  /** [rows, outputs]; on the way back, the energy's gradient behind the activation. */
  slopes: GPUBuffer;
}

/** E_theta at a number of points by matrix products, which are prepared here and run elsewhere. */
export class NetworkProducts {
  readonly layers: Layer[];
  /** [last layer's outputs, 1], its bias behind it. */
  readonly output: { buffer: Source; at: number };

  /** @param kept whether each layer's values and slopes are kept, for a way back */
  constructor(
    private readonly commands: Commands,
    network: Network,
    { weights, frequencies }: Record<string, TensorInfo>,
    readonly rows: number,
    kept = true,
  ) {
    const [output, ...hidden] = layersOf(network).reverse();
    this.output = { buffer: weights, at: output.kernel };
    const layers: Omit<Layer, "values" | "slopes">[] = hidden
      .reverse()
      .map(({ inputs, outputs, kernel }) => ({
        ...{ inputs, outputs, bias: true, activation: network.activation },
        kernel: { buffer: weights, at: kernel },
      }));
    if (frequencies) {
      const [inputs, count] = frequencies.shape;
      const kernel = this.doubled(frequencies);
      layers.unshift({ inputs, outputs: 2 * count, bias: false, activation: "fourier", kernel });
    }
    const widest = Math.max(...layers.map(({ outputs }) => outputs));
    const room = (outputs: number) => commands.scratch(rows * outputs);
    const passing = kept ? null : [room(widest), room(widest), room(widest)];
    this.layers = layers.map((layer, i) => ({
      ...layer,
      values: passing?.[i % 2] ?? room(layer.outputs),
      slopes: passing?.[2] ?? room(layer.outputs),
    }));
  }

  /** The layers' values and slopes; with `scaled`, the last slopes are the energy's gradient. */
  forward(points: Factor, rows = this.rows, scaled = false): Dispatch[] {
    const last = this.layers.at(-1);
    let left = points;
    return this.layers.flatMap((layer) => {
      const { inputs, outputs, kernel, bias, values, slopes } = layer;
      const product = { rows, columns: outputs, depth: inputs, left, right: kernel, bias };
      const outputAt = scaled && layer === last ? this.output.at : 0;
      left = { buffer: values };
      return multiply(this.commands, product, {
        shaders: ACTIVATION,
        constants: { activation: ACTIVATIONS[layer.activation] },
        bindings: [this.commands.uniforms([outputAt], []), values, slopes],
      });
    });
  }

  /** After `forward`: the energies, kept from float `at` on. */
  energies(results: Source, at = 0, rows = this.rows): Dispatch[] {
    const { values, outputs } = this.layers.at(-1)!;
    const factors = { left: { buffer: values }, right: this.output, bias: true };
    const product = { rows, columns: 1, depth: outputs, ...factors };
    return multiply(this.commands, product, stored(this.commands, results, at));
  }

  /** After `forward`, not scaled: the gradient of `scales` [rows, 1] times the energies, last layer. */
  scaled(scales: Source): Dispatch[] {
    const { outputs, slopes } = this.layers.at(-1)!;
    const right = { ...this.output, transposed: true };
    const product = { columns: outputs, depth: 1, left: { buffer: scales }, right };
    return this.behind({ rows: this.rows, ...product }, slopes);
  }

  /** From the gradient behind the last layer to that behind the first. */
  backward(): Dispatch[] {
    const { layers } = this;
    return layers
      .slice(1)
      .reverse()
      .flatMap((layer, i) => this.behind(this.pull(layer), layers[layers.length - 2 - i].slopes));
  }

  /** The product that is the gradient in a layer's inputs, [rows, inputs]. */
  pull({ inputs, outputs, kernel, slopes }: Layer): Product {
    const right = { ...kernel, transposed: true };
    return { rows: this.rows, columns: inputs, depth: outputs, left: { buffer: slopes }, right };
  }

  /** After `backward`: the weights' gradient; a bias is the weight of an input that is 1. */
  weightGradient(points: Factor, scales: Source, gradient: Source): Dispatch[] {
    const last = { ...this.layers.at(-1)!, kernel: this.output };
    const output = { ...last, inputs: last.outputs, outputs: 1, bias: true, slopes: scales };
    return [...this.layers, output].flatMap(({ inputs, outputs, kernel, bias, slopes }, i) => {
      if (!bias) return [];
      const left = {
        ...(i === 0 ? points : { buffer: this.layers[i - 1].values }),
        transposed: true,
      };
      const size = { rows: inputs + 1, columns: outputs, depth: this.rows };
      const product = { ...size, left, right: { buffer: slopes } };
      return multiply(this.commands, product, stored(this.commands, gradient, kernel.at));
    });
  }

  private behind(product: Product, slopes: GPUBuffer): Dispatch[] {
    return multiply(this.commands, product, {
      shaders: CHAIN_RULE,
      constants: {},
      bindings: [null, slopes],
    });
  }

  /** Frequencies [D, m] as the kernel [D, 2 m] of cosines and sines. */
  private doubled(frequencies: TensorInfo): Factor {
    const [inputs, columns] = frequencies.shape;
    const buffer = this.commands.scratch(2 * inputs * columns);
    const groups = Math.ceil((2 * inputs * columns) / 64);
    this.commands.dispatch({ code: REPEAT, constants: { columns } }, [frequencies, buffer], groups);
    return { buffer };
  }
}
