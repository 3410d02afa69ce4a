import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Commands } from "../gpu.ts";
import { tileRows } from "../limits.ts";
import { affine } from "./epilogues.ts";
import { multiply } from "./gemm.ts";
import nearest from "./nearest.wgsl?raw";
import normsCode from "./norms.wgsl?raw";
import reduce from "./reduce.wgsl?raw";

const NORMS = [reduce, normsCode];
const NEAREST = [nearest];

/** Neighbours at most: those that a work-group sorts. */
export const NEIGHBOURS = 1024;
/** Bank rows a tile of distances. */
const BANK_ROWS = 4096;
/** Operations a distance in the selection, generously. */
const SELECTION = 64;

/** The squared lengths of a tensor's rows. */
function squaredNorms(commands: Commands, tensor: TensorInfo): GPUBuffer {
  const [rows, columns] = tensor.shape;
  const norms = commands.scratch(rows);
  commands.dispatch({ code: NORMS, constants: { columns } }, [tensor, norms], rows);
  return norms;
}

/** The fast version of `kthSquaredDistances`, by tiles of queries and, for each, of the bank. */
export function kthSquaredDistances(
  commands: Commands,
  { queries, bank }: Record<string, TensorInfo>,
  { k }: { k: number },
): TensorInfo {
  const [count, depth] = queries.shape;
  const [bankCount] = bank.shape;
  const results = commands.output([count]);
  const queryNorms = squaredNorms(commands, queries);
  const bankNorms = squaredNorms(commands, bank);
  const width = Math.min(bankCount, BANK_ROWS);
  const height = tileRows(count, width);
  const distances = commands.scratch(height * width);
  const lists = commands.scratch(height * k);
  const capacity = Math.max(NEIGHBOURS, 2 ** Math.ceil(Math.log2(2 * k)));
  const program = { code: NEAREST, constants: { k, capacity } };
  for (let first = 0; first < count; first += height) {
    const rows = Math.min(height, count - first);
    for (let begin = 0; begin < bankCount; begin += width) {
      const columns = Math.min(width, bankCount - begin);
      const left = { buffer: queries, at: first * depth };
      const right = { buffer: bank, at: begin * depth, transposed: true };
      const norms = { buffer: bankNorms, share: 1, at: begin };
      const product = { rows, columns, depth, left, right };
      commands.repeat(multiply(commands, product, affine(commands, distances, -2, norms)));
      const place = commands.uniforms([first, rows, columns, Math.min(k, begin)], []);
      const bindings = [place, distances, queryNorms, lists, results];
      const work = SELECTION * rows * columns;
      commands.repeat([commands.prepare(program, bindings, rows, work)]);
    }
  }
  return results;
}
