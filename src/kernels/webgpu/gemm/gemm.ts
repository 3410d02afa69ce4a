import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Bindings, Commands, Dispatch } from "../gpu.ts";
import { productRows, type Tile, tileFor, tilesOf } from "../limits.ts";
import aligned from "./aligned.wgsl?raw";
import gemm from "./gemm.wgsl?raw";
import unaligned from "./unaligned.wgsl?raw";

/** A tensor or a buffer of the GPU. */
export type Source = TensorInfo | GPUBuffer;

/** A factor of a product: a dense matrix that begins `at` floats into its buffer. */
export interface Factor {
  buffer: Source;
  at?: number;
  /** Stored as [columns, depth] on the right; on the left as [depth, rows - 1], the last row ones. */
  transposed?: boolean;
}

/** left [rows, depth] times right [depth, columns]. */
export interface Product {
  rows: number;
  columns: number;
  depth: number;
  left: Factor;
  right: Factor;
  /** The right factor has one more line, which is added to each row of the product. */
  bias?: boolean;
}

/** What becomes of a product: a shader's `finish`, its overrides and its bindings from 3 on. */
export interface Epilogue {
  shaders: Shaders;
  constants: Record<string, number>;
  bindings: Bindings;
}

/** An epilogue's shaders by rows a thread and by access. */
export type Shaders = Record<Tile["block"], { aligned: string[]; unaligned: string[] }>;

/** The shaders of the epilogue that `parts` define. */
export function shadersOf(...parts: string[]): Shaders {
  const ofBlock = (block: Tile["block"]) => {
    const size = `const BLOCK = ${block}u;`;
    return {
      aligned: [size, aligned, gemm, ...parts],
      unaligned: [size, unaligned, gemm, ...parts],
    };
  };
  return { 4: ofBlock(4), 8: ofBlock(8) };
}

/** Whether four neighbours of a stored line lie within one vec4f. */
function isAligned({ rows, columns, depth, left, right }: Product): boolean {
  const leftLine = left.transposed ? rows - 1 : depth;
  const rightLine = right.transposed ? depth : columns;
  return [leftLine, rightLine, left.at ?? 0, right.at ?? 0].every((value) => value % 4 === 0);
}

/** Prepares a product: one dispatch, or several of some rows each where it takes long. */
export function multiply(commands: Commands, product: Product, epilogue: Epilogue): Dispatch[] {
  const { rows, columns, depth, left, right } = product;
  const { block, ...threads } = tileFor(rows, columns);
  const flag = (value?: boolean) => (value ? 1 : 0);
  const program = {
    code: epilogue.shaders[block][isAligned(product) ? "aligned" : "unaligned"],
    constants: {
      ...threads,
      leftTransposed: flag(left.transposed),
      rightTransposed: flag(right.transposed),
      ...epilogue.constants,
    },
  };
  const dispatches: Dispatch[] = [];
  const size = productRows(rows, 2 * columns * depth);
  for (let first = 0; first < rows; first += size) {
    const end = Math.min(rows, first + size);
    const place = [
      rows,
      columns,
      depth,
      first,
      end,
      left.at ?? 0,
      right.at ?? 0,
      flag(product.bias),
    ];
    const bindings = [commands.uniforms(place, []), left.buffer, right.buffer];
    const groups = tilesOf({ block, ...threads }, end - first, columns);
    const work = 2 * (end - first) * columns * depth;
    dispatches.push(commands.prepare(program, [...bindings, ...epilogue.bindings], groups, work));
  }
  return dispatches;
}
