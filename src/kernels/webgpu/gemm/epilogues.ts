import type { Commands } from "../gpu.ts";
import affineCode from "./affine.wgsl?raw";
import { type Epilogue, type Source, shadersOf } from "./gemm.ts";
import storeCode from "./store.wgsl?raw";

const STORE = shadersOf(storeCode);
const AFFINE = shadersOf(affineCode);

/** Keeps a product in `results`, from its float `at` on. */
export function stored(commands: Commands, results: Source, at = 0): Epilogue {
  const bindings = [commands.uniforms([at], []), results];
  return { shaders: STORE, constants: {}, bindings };
}

/** What is added to a product: one row for all rows, or a matrix with rows of `stride` floats. */
export interface Addend {
  buffer: Source;
  share: number;
  /** Floats before it. */
  at?: number;
  stride?: number;
}

/** Keeps `factor` times a product, plus `share` times the addend, in `results`. */
export function affine(
  commands: Commands,
  results: Source,
  factor: number,
  { buffer, share, at = 0, stride = 0 }: Addend,
): Epilogue {
  const bindings = [commands.uniforms([at, stride], [factor, share]), buffer, results];
  return { shaders: AFFINE, constants: {}, bindings };
}
