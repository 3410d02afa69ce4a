import type * as assembly from "./assembly/index.ts";

/** The kernels; pointers are byte offsets into their memory. */
export type Kernels = typeof assembly;

/** The compiled kernels and the shared linear memory they work in. */
export interface Simd {
  run: Kernels;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** "relaxed" multiplies and adds in one instruction; "plain" runs everywhere. */
  build: "plain" | "relaxed";
}

/** The kernels of a module, at work in a memory that other threads may work in too. */
export async function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Kernels> {
  const abort = () => {
    throw new Error("simd: the module aborted");
  };
  const instance = await WebAssembly.instantiate(module, { env: { memory, abort } });
  return instance.exports as unknown as Kernels;
}
