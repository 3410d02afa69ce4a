import { post, serve } from "../../workers/serve.ts";
import { answer } from "../work/answer.ts";
import type { Request } from "../work/case.ts";

/** What the worker posts for each request. */
export type Answer = { reply: object } | { failed: string };

function send(message: Answer): void {
  post(message);
}

serve<Request>(
  async (request) => send({ reply: await answer(request) }),
  (_, message) => send({ failed: message }),
);
