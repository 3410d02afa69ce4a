import type { Player } from "./program.ts";

/** Words of the control block, which lies below the kernels' own data in shared memory. */
const GENERATION = 0;
const UNTAKEN = 1;
const UNFINISHED = 2;
const FAILED = 3;
const TABLE = 4;
const WORDS = 5;

/** Milliseconds without any thread finishing a program: minutes beyond what one takes. */
const PATIENCE = 300_000;

/** A program written into memory: a byte offset and a length in float64. */
export type Entry = [offset: number, length: number];

/**
 * Programs that threads share out among themselves, in shared memory.
 *
 * One thread posts and waits for the end; the others take and sleep. A program belongs to the thread
 * that counted the untaken ones down to its place, so none runs twice, however late a thread wakes.
 */
export class ProgramQueue {
  private readonly words: Int32Array;

  constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly player: Player,
  ) {
    this.words = new Int32Array(memory.buffer, 0, WORDS);
  }

  /** Runs programs whenever some are posted; never returns. */
  help(): never {
    while (true) {
      const seen = Atomics.load(this.words, GENERATION);
      this.runUntaken();
      Atomics.wait(this.words, GENERATION, seen);
    }
  }

  /**
   * Posts programs, runs what the other threads leave, and returns when all are finished.
   *
   * @param table byte offset of the entries, [count, 2] integers
   * @throws if a kernel trapped, or a thread died in one
   */
  run(table: number, count: number): void {
    const { words } = this;
    Atomics.store(words, TABLE, table);
    Atomics.store(words, FAILED, 0);
    Atomics.store(words, UNFINISHED, count);
    Atomics.store(words, UNTAKEN, count);
    Atomics.add(words, GENERATION, 1);
    Atomics.notify(words, GENERATION);
    this.runUntaken();
    for (let left = count; left > 0; left = Atomics.load(words, UNFINISHED)) {
      if (Atomics.wait(words, UNFINISHED, left, PATIENCE) === "timed-out") {
        throw new Error("simd: a thread does not answer; reload the page to start its work anew");
      }
    }
    if (Atomics.load(words, FAILED)) throw new Error("simd: a kernel failed on one of the threads");
  }

  private runUntaken(): void {
    const { words, player } = this;
    for (let place = this.take(); place >= 0; place = this.take()) {
      try {
        player.play(this.programAt(Atomics.load(words, TABLE) + 8 * place));
      } catch {
        Atomics.store(words, FAILED, 1);
      }
      if (Atomics.sub(words, UNFINISHED, 1) === 1) Atomics.notify(words, UNFINISHED);
    }
  }

  /** The place of a program that is now this thread's, or -1. */
  private take(): number {
    while (true) {
      const untaken = Atomics.load(this.words, UNTAKEN);
      if (untaken === 0) return -1;
      const before = Atomics.compareExchange(this.words, UNTAKEN, untaken, untaken - 1);
      if (before === untaken) return untaken - 1;
    }
  }

  private programAt(entry: number): Float64Array {
    const [offset, length] = new Int32Array(this.bufferTo(entry + 8), entry, 2);
    return new Float64Array(this.bufferTo(offset + 8 * length), offset, length);
  }

  /** The memory's buffer; where another thread has grown it, growing it by nothing shows that. */
  private bufferTo(end: number): ArrayBufferLike {
    if (end > this.memory.buffer.byteLength) this.memory.grow(0);
    return this.memory.buffer;
  }
}
