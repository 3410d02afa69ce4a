import { type Layer, layersOf } from "../../model/network.ts";
import { type Engine, padded } from "./engine.ts";
import { panels, type Workspace } from "./memory.ts";
import type { Kernels } from "./module.ts";
import { NetworkPass } from "./network.ts";
import type { NetworkArrays, Piece } from "./packed.ts";
import { type Rows, rowAt } from "./rows.ts";

/** Outputs of a layer whose weights are one piece of work, and inputs that it takes at a time. */
const OUTPUTS = 64;
const INPUTS = 128;

/** The fast version of `energyLossGradient`. */
export function energyLossGradient(
  engine: Engine,
  energy: NetworkArrays,
  data: Float32Array,
  negatives: Float32Array,
  l2: number,
): { terms: Float32Array; gradient: Float32Array } {
  const packed = engine.packedNetwork(energy);
  const { workspace } = engine;
  const d = energy.network.inputs;
  const dataRows = data.length / d;
  const negativeRows = negatives.length / d;
  const split = padded(dataRows);
  const rows = split + padded(negativeRows);
  const points = workspace.floats(rows * d);
  workspace.view(points, data.length).set(data);
  workspace.view(points + 4 * split * d, negatives.length).set(negatives);
  const pass = new NetworkPass(workspace, packed, rows, "everything");
  const { start: energies } = pass.energies;
  const scale = workspace.bytes(4 * rows);
  const terms = workspace.bytes(16);
  const gradient = weightGradient(
    engine,
    energy,
    pass,
    { points, rows, scale },
    {
      scale: (run, first, count) =>
        run.lossScale(energies, first, count, dataRows, split, negativeRows, l2, scale),
      terms: (run) => run.lossTerms(energies, dataRows, split, negativeRows, terms),
    },
  );
  return { terms: workspace.view(terms, 4).slice(), gradient };
}

/** The fast version of `energyWeightGradient`. */
export function energyWeightGradient(
  engine: Engine,
  energy: NetworkArrays,
  points: Float32Array,
  coefficients: Float32Array,
): Float32Array {
  const packed = engine.packedNetwork(energy);
  const { workspace } = engine;
  const rows = padded(coefficients.length);
  const at = engine.points(points, energy.network.inputs);
  const scale = workspace.floats(rows);
  workspace.view(scale, coefficients.length).set(coefficients);
  const pass = new NetworkPass(workspace, packed, rows, "everything");
  return weightGradient(engine, energy, pass, { points: at, rows, scale });
}

/** What a loss takes from the energies of its points: their scales, and its terms. */
interface Loss {
  scale(run: Kernels, first: number, count: number): void;
  terms: Piece;
}

/** The weight gradient of sum_i scale_i E_theta(point i); the scales are given, or the loss's. */
function weightGradient(
  engine: Engine,
  { weights, network }: NetworkArrays,
  pass: NetworkPass,
  { points, rows, scale }: { points: number; rows: number; scale: number },
  loss?: Loss,
): Float32Array {
  const { workspace } = engine;
  const gradient = workspace.bytes(4 * weights.length);
  const hidden = layersOf(network);
  const output = hidden.pop()!;
  const turned = hidden.map(({ inputs }) => workspace.bytes(4 * padded(inputs) * rows));

  const passes = engine.shares(rows).map(
    ({ first, count }): Piece =>
      (run) => {
        pass.forward(run, points, first, count);
        loss?.scale(run, first, count);
        pass.backward(run, scale, first, count);
        hidden.forEach(({ inputs }, i) => {
          const below = pass.inputsOf(i, points);
          run.transpose(
            rowAt(below, first),
            below.pitch,
            count,
            inputs,
            turned[i] + 4 * first,
            rows,
          );
        });
      },
  );
  const products = hidden.flatMap((layer, i) =>
    layerGradient(workspace, layer, turned[i], pass.deltasOf(i), {
      rows,
      ones: pass.ones,
      gradient,
    }),
  );
  const ends: Piece = (run) => {
    loss?.terms(run);
    const { start, pitch } = pass.inputsOf(hidden.length, points);
    const sums = workspace.bytes(4 * pitch);
    run.weightedColumnSums(start, pitch, scale, rows, pitch, sums);
    run.copyRows(sums, pitch, 1, output.inputs, gradient + 4 * output.kernel, output.inputs);
    run.rowDots(scale, pass.ones, 0, 1, rows, gradient + 4 * output.bias);
  };
  engine.run(passes);
  engine.run([...products, ends]);
  return workspace.view(gradient, weights.length).slice();
}
/** Pieces that write a hidden layer's part of the gradient: inputs^T deltas, and the deltas' sums. */
function layerGradient(
  workspace: Workspace,
  { inputs, outputs, kernel, bias }: Layer,
  turned: number,
  deltas: Rows,
  { rows, ones, gradient }: { rows: number; ones: number; gradient: number },
): Piece[] {
  return Array.from({ length: Math.ceil(outputs / OUTPUTS) }, (_, block) => {
    const first = OUTPUTS * block;
    const columns = Math.min(OUTPUTS, outputs - first);
    const pitch = 8 * panels(columns);
    const from = deltas.start + 4 * first;
    const packed = workspace.bytes(4 * rows * pitch);
    const product = workspace.bytes(4 * INPUTS * pitch);
    return (run) => {
      run.pack(from, deltas.pitch, rows, columns, packed);
      for (let row = 0; row < inputs; row += INPUTS) {
        const count = Math.min(INPUTS, inputs - row);
        const source = turned + 4 * row * rows;
        run.gemm(source, rows, packed, product, pitch, padded(count), rows, pitch / 8);
        const target = gradient + 4 * (kernel + row * outputs + first);
        run.copyRows(product, pitch, count, columns, target, outputs);
      }
      run.weightedColumnSums(from, deltas.pitch, ones, rows, pitch, product);
      run.copyRows(product, pitch, 1, columns, gradient + 4 * (bias + first), outputs);
    };
  });
}
