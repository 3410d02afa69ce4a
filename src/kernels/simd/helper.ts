import { instantiate } from "./module.ts";
import { Player } from "./program.ts";
import { ProgramQueue } from "./queue.ts";
import type { Start } from "./team.ts";

/** A helping thread: says whether it has started, then helps for as long as it lives. */
self.onmessage = async ({ data: { module, memory } }: MessageEvent<Start>) => {
  const kernels = await instantiate(module, memory).catch(() => null);
  self.postMessage(kernels !== null);
  if (kernels) new ProgramQueue(memory, new Player(kernels)).help();
};
