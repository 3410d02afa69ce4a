import { Worker as Thread, type Transferable } from "node:worker_threads";

interface Options {
  transfer?: Transferable[];
}

/**
 * A worker as the page's code starts them, on a thread of Node's. The bundle has every worker's script
 * in one folder, by its source's name.
 */
class WebWorker {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  private readonly thread: Thread;

  constructor(url: URL) {
    const script = new URL(url.pathname.replace(/^.*\/(\w+)\.ts$/, "$1.js"), import.meta.url);
    const workerData = { script: script.href };
    this.thread = new Thread(new URL("thread.js", import.meta.url), { workerData });
    this.thread.on("message", (data) => this.onmessage?.({ data }));
    this.thread.on("error", ({ message }: Error) =>
      this.onerror?.({ message, preventDefault: () => {} }),
    );
  }

  postMessage(message: unknown, { transfer = [] }: Options = {}): void {
    // Node 20 clones a file without its name.
    const names = filesOf(message).map(({ name }) => name);
    this.thread.postMessage({ message, names }, transfer);
  }

  terminate(): void {
    void this.thread.terminate();
  }
}

function filesOf(message: unknown): File[] {
  const { files } = Object(message) as { files?: unknown };
  return Array.isArray(files) ? files.filter((file) => file instanceof File) : [];
}

/** Gives Node what the page's workers start threads with, as an isolated page does. */
export function offerWebWorkers(): void {
  Object.assign(globalThis, { Worker: WebWorker, crossOriginIsolated: true });
}
