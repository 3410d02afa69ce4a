import type { Request } from "../work/case.ts";
import type { Answer } from "./worker.ts";

declare global {
  interface Window {
    /** Asks the page's worker, and rejects with what it failed on. */
    ask(request: Request): Promise<object>;
  }
}

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

window.ask = (request) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ("failed" in data) reject(new Error(data.failed));
      else resolve(data.reply);
    };
    worker.onerror = ({ message }) => reject(new Error(`worker: ${message}`));
    worker.postMessage(request);
  });
