import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threadedSimd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../../src/kernels/backend.ts";
import type { Side } from "./case.ts";

/** Opens a side's backend and names it. */
export async function openSide(side: Side): Promise<string> {
  const { kernels, backend } = side;
  if (kernels === "engine" && backend !== "wasm") return (await openBackend(backend)).label;
  // Without openBackend no kernel is registered, and every operation runs composed.
  if (backend === "wasm") await setUpWasm(side.threads);
  if (backend === "webgpu") await import("@tensorflow/tfjs-backend-webgpu");
  if (!(await tf.setBackend(backend))) {
    throw new Error(`composed ${backend}: tfjs could not open its backend`);
  }
  if (backend !== "wasm") return `tfjs ${backend}`;
  const { getThreadsCount } = await import("@tensorflow/tfjs-backend-wasm");
  return side.threads ? `tfjs wasm, ${getThreadsCount()} threads` : "tfjs wasm, 1 thread";
}

async function setUpWasm(threads: boolean): Promise<void> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths({
    "tfjs-backend-wasm.wasm": plain,
    "tfjs-backend-wasm-simd.wasm": simd,
    "tfjs-backend-wasm-threaded-simd.wasm": threadedSimd,
  });
  if (threads) wasm.setThreadsCount(navigator.hardwareConcurrency);
  else tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
}
