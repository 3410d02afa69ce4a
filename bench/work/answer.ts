import { findAdapter } from "../../src/kernels/backend.ts";
import { openSide } from "./backends.ts";
import type { Replies, Request } from "./case.ts";
import { prepare, type Work } from "./work.ts";

let work: Work | null = null;

function opened(): Work {
  if (!work) throw new Error("bench: expected to be asked to open a case first");
  return work;
}

/** Answers a request, in a worker of the page or in a process of its own. */
export async function answer(request: Request): Promise<Replies[Request["ask"]]> {
  switch (request.ask) {
    case "adapter":
      return { adapter: await findAdapter() };
    case "open": {
      const label = await openSide(request.side);
      work = prepare(request.work, request.side);
      return { label };
    }
    case "check":
      return { sums: await opened().check() };
    case "run": {
      const start = performance.now();
      await opened().run(request.repeats);
      return { ms: (performance.now() - start) / request.repeats };
    }
  }
}
