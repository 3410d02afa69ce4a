import { Shelf } from "./archive/shelf.ts";
import type { ArchiveAnswer, ArchiveCall } from "./protocol/archive.ts";
import { messageOf, post, serve } from "./serve.ts";

/** The worker that owns the runs and sweeps kept in this browser; it does one thing after the other. */
const shelf = new Shelf(async () => (await navigator.storage?.estimate?.())?.quota);

const answer = (message: ArchiveAnswer) => post(message);

serve(
  async ({ request, call, given }: ArchiveCall) => {
    const work = shelf[call] as (...given: unknown[]) => Promise<unknown>;
    answer({ request, answer: await work.apply(shelf, given) });
  },
  ({ request }, error) => answer({ request, problem: messageOf(error) }),
);
