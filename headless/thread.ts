import { createRequire } from "node:module";
import { parentPort, type Transferable, workerData } from "node:worker_threads";
import { offerWebWorkers } from "./webWorkers.ts";

/** A thread of Node's in which a web worker's script runs. */

/** A message, and the names of its files. */
interface Sent {
  message: { files?: Blob[] };
  names: string[];
}

offerWebWorkers();
// tfjs's ES modules look for it when they run in Node.
Object.assign(globalThis, { self: globalThis, require: createRequire(import.meta.url) });
Object.assign(globalThis, {
  postMessage: (message: unknown, { transfer = [] }: { transfer?: Transferable[] } = {}) =>
    parentPort!.postMessage(message, transfer),
});
Object.defineProperty(globalThis, "onmessage", {
  set(listener: (event: { data: unknown }) => void) {
    parentPort!.on("message", ({ message, names }: Sent) => {
      if (names.length === 0) return listener({ data: message });
      const files = message.files!.map((bytes, i) => new File([bytes], names[i]!));
      listener({ data: { ...message, files } });
    });
  },
});
// What tfjs warns of is that it runs in Node.
Object.assign(console, { warn: () => {} });
await import(/* @vite-ignore */ (workerData as { script: string }).script);
