import type * as assembly from "./assembly/index.ts";
import plain from "./assembly/index.ts?wasm=plain";
import relaxed from "./assembly/index.ts?wasm=relaxed";

/** A module with one function that multiplies and adds in relaxed SIMD, to ask if there is any. */
const RELAXED_PROBE = "AGFzbQEAAAABBQFgAAF7AwIBAAoTAREAQQD9EUEA/RFBAP0R/YUCCw==";

/** The compiled kernels and the linear memory they work in. */
export interface Simd {
  run: typeof assembly;
  memory: WebAssembly.Memory;
  /** "relaxed" multiplies and adds in one instruction; "plain" runs everywhere. */
  build: "plain" | "relaxed";
}

const PAGE = 65536;

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Compiles the build that this machine runs, or the one asked for. */
export async function compileSimd(build?: "plain" | "relaxed"): Promise<Simd> {
  const chosen = build ?? (WebAssembly.validate(bytesOf(RELAXED_PROBE)) ? "relaxed" : "plain");
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const abort = () => {
    throw new Error("simd: the module aborted");
  };
  const bytes = bytesOf(chosen === "relaxed" ? relaxed : plain);
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort } });
  return { run: instance.exports as unknown as typeof assembly, memory, build: chosen };
}

/** Rounds a count of columns up to whole panels of 8. */
export const panels = (columns: number): number => Math.ceil(columns / 8);

/** Linear memory handed out from the bottom; one kernel call is one life of it. */
export class Workspace {
  private top = PAGE;

  constructor(readonly simd: Simd) {}

  /** Forgets everything handed out. */
  clear(): void {
    this.top = PAGE;
  }

  /** A zeroed region of `count` floats as a byte offset, aligned to 64. */
  floats(count: number): number {
    const start = this.top;
    this.top = Math.ceil((start + 4 * count + 32) / 64) * 64;
    const { memory } = this.simd;
    if (this.top > memory.buffer.byteLength) {
      memory.grow(Math.ceil((this.top - memory.buffer.byteLength) / PAGE));
    }
    this.view(start, count).fill(0);
    return start;
  }

  /** A copy of `values` in linear memory. */
  copy(values: Float32Array): number {
    const start = this.floats(values.length);
    this.view(start, values.length).set(values);
    return start;
  }

  /** The region as an array, until the memory grows. */
  view(start: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.simd.memory.buffer as ArrayBuffer, start, count);
  }
}
