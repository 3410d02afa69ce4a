import { createRequire } from "node:module";
import { parentPort, type Transferable, workerData } from "node:worker_threads";
import { offerWebWorkers } from "./webWorkers.ts";

/** A thread of Node's in which a web worker's script runs. */

offerWebWorkers();
// tfjs's ES modules look for it when they run in Node.
Object.assign(globalThis, { self: globalThis, require: createRequire(import.meta.url) });
Object.assign(globalThis, {
  postMessage: (message: unknown, { transfer = [] }: { transfer?: Transferable[] } = {}) =>
    parentPort!.postMessage(message, transfer),
});
Object.defineProperty(globalThis, "onmessage", {
  set(listener: (event: { data: unknown }) => void) {
    parentPort!.on("message", (data) => listener({ data }));
  },
});
// What tfjs warns of is that it runs in Node.
Object.assign(console, { warn: () => {} });
await import(/* @vite-ignore */ (workerData as { script: string }).script);
