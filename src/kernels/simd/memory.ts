import plain from "./assembly/index.ts?wasm=plain";
import relaxed from "./assembly/index.ts?wasm=relaxed";
import { instantiate, type Simd } from "./module.ts";
import { bytesOf, hasRelaxedSimd } from "./relaxed.ts";

const PAGE = 65536;
/** Pages that the memory may grow to, the most that some device grants of these. */
const MAXIMA = [65536, 32768, 16384, 4096];

/** Compiles the build that this machine runs, or the one asked for. */
export async function compileSimd(build?: "plain" | "relaxed"): Promise<Simd> {
  const chosen = build ?? (hasRelaxedSimd() ? "relaxed" : "plain");
  const module = await WebAssembly.compile(bytesOf(chosen === "relaxed" ? relaxed : plain));
  const memory = reserve();
  return { run: await instantiate(module, memory), module, memory, build: chosen };
}

/** Shared memory reserves its maximum at once, which a device may refuse. */
function reserve(): WebAssembly.Memory {
  for (const maximum of MAXIMA) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
    } catch {}
  }
  throw new Error(
    `simd: the browser grants no shared memory of ${(MAXIMA.at(-1)! * PAGE) / 2 ** 20} MiB; close ` +
      "other tabs, or use a current browser",
  );
}

/** Rounds a count of columns up to whole panels of 8. */
export const panels = (columns: number): number => Math.ceil(columns / 8);

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const { byteLength } = memory.buffer;
  try {
    memory.grow(Math.ceil((bytes - byteLength) / PAGE));
  } catch {
    const [needed, held] = [bytes, byteLength].map((size) => Math.ceil(size / 2 ** 20));
    throw new Error(
      `simd: this work needs ${needed} MiB of memory, the browser grants no more than the ${held} ` +
        "MiB in use; use a smaller batch or network, or close other tabs",
    );
  }
}

/** Linear memory handed out from the bottom. */
export class Workspace {
  /** Byte offset that the next region begins at. */
  top = PAGE;

  constructor(readonly simd: Simd) {}

  /** Takes back all that was handed out, or all but what lies below `top`. */
  release(top = PAGE): void {
    this.top = top;
  }

  /** A zeroed region of `count` floats as a byte offset, aligned to 64. */
  floats(count: number): number {
    const start = this.bytes(4 * count);
    this.view(start, count).fill(0);
    return start;
  }

  /** A region of `count` bytes whose contents are left as they are, aligned to 64. */
  bytes(count: number): number {
    const start = this.top;
    this.top = Math.ceil((start + count + 32) / 64) * 64;
    const { memory } = this.simd;
    if (this.top > memory.buffer.byteLength) {
      grow(memory, this.top);
    }
    return start;
  }

  /** A copy of `values` in linear memory. */
  copy(values: Float32Array): number {
    const start = this.bytes(4 * values.length);
    this.view(start, values.length).set(values);
    return start;
  }

  /** The region as an array. */
  view(start: number, count: number): Float32Array {
    return new Float32Array(this.simd.memory.buffer, start, count);
  }
}
