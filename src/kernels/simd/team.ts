import type { Workspace } from "./memory.ts";
import type { Kernels, Simd } from "./module.ts";
import { Player, Recorder } from "./program.ts";
import { type Entry, ProgramQueue } from "./queue.ts";

/** What a helping thread is sent when it starts. */
export interface Start {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
}

/** Milliseconds that a helper may take to start. */
const PATIENCE = 10_000;

/** The threads that share a module's memory: the one that owns it and its helpers. */
export class Team {
  private readonly player: Player;
  private readonly recorder: Recorder;
  private readonly queue: ProgramQueue;

  private constructor(
    readonly simd: Simd,
    private readonly helpers: Worker[],
  ) {
    this.player = new Player(simd.run);
    this.recorder = new Recorder(simd.run);
    this.queue = new ProgramQueue(simd.memory, this.player);
  }

  /** A team of one. */
  static alone(simd: Simd): Team {
    return new Team(simd, []);
  }

  /**
   * A team of `threads`, or of fewer where they cannot be started: a page that is not cross-origin
   * isolated shares no memory, and its main thread must not wait.
   */
  static async open(simd: Simd, threads: number): Promise<Team> {
    const mayWait = globalThis.crossOriginIsolated && !("document" in globalThis);
    if (!mayWait) return Team.alone(simd);
    const starting = Array.from({ length: threads - 1 }, () => startHelper(simd));
    const helpers = (await Promise.all(starting)).filter((helper) => helper !== null);
    return new Team(simd, helpers);
  }

  /** Threads at work, the owner's included. */
  get threads(): number {
    return this.helpers.length + 1;
  }

  /** Ends the helpers; the team is one of one from then on. */
  close(): void {
    for (const helper of this.helpers.splice(0)) helper.terminate();
  }

  /**
   * Runs pieces of work at the same time and returns when all are done. Each calls the kernels it is
   * given; none may need another's results.
   *
   * @param workspace where the programs are written
   * @throws if a kernel trapped
   */
  run(workspace: Workspace, pieces: ((run: Kernels) => void)[]): void {
    const programs = pieces.map((piece) => this.recorder.record(piece));
    if (this.helpers.length === 0 || programs.length === 1) {
      for (const program of programs) this.player.play(program);
      return;
    }
    const entries = programs.map((calls): Entry => {
      const offset = workspace.bytes(8 * calls.length);
      new Float64Array(this.simd.memory.buffer, offset, calls.length).set(calls);
      return [offset, calls.length];
    });
    const table = workspace.bytes(8 * entries.length);
    new Int32Array(this.simd.memory.buffer, table, 2 * entries.length).set(entries.flat());
    this.queue.run(table, entries.length);
  }
}

/** A helper at work, or null where it cannot be: the team is then smaller. */
async function startHelper({ module, memory }: Simd): Promise<Worker | null> {
  const helper = makeWorker();
  if (!helper) return null;
  const started = await new Promise<boolean>((resolve) => {
    helper.onmessage = ({ data }: MessageEvent<boolean>) => resolve(data);
    helper.onerror = (event) => {
      // It would go on to the owner's owner, as if this worker had failed.
      event.preventDefault();
      resolve(false);
    };
    setTimeout(() => resolve(false), PATIENCE);
    helper.postMessage({ module, memory } satisfies Start);
  });
  if (started) return helper;
  helper.terminate();
  return null;
}

function makeWorker(): Worker | null {
  try {
    return new Worker(new URL("./helper.ts", import.meta.url), { type: "module" });
  } catch {
    return null;
  }
}
