import { openBackend } from "../src/kernels/backend.ts";
import type { ToyReply, ToyRequest } from "./protocol.ts";
import { messageOf, post, serve } from "./serve.ts";
import { type FrameMessage, ToySession } from "./toySession.ts";

/** The 2D lab's worker: one session at a time, that of the newest run. */
let session: ToySession | null = null;
let training: Promise<void> = Promise.resolve();

const reply = (message: ToyReply) => post(message);
const show = ({ frame, arrays }: FrameMessage) => post(frame, arrays);

async function prepare(request: Extract<ToyRequest, { type: "prepare" }>): Promise<void> {
  const old = session;
  session = null;
  old?.pause();
  await training;
  old?.dispose();
  const backend = await openBackend(request.backend);
  const made = await ToySession.open(request.run, request.settings);
  session = made;
  reply({ type: "prepared", run: request.run, backend, ...made.prepared });
  show(await made.frame());
}

async function train(own: ToySession): Promise<void> {
  const { run } = own;
  try {
    await own.train(show);
    if (own !== session) return;
    show(await own.frame());
    reply(own.left > 0 ? { type: "paused", run } : { type: "done", run });
  } catch (error) {
    if (own === session) show(await own.frame());
    reply({ type: "failed", run, message: messageOf(error) });
  }
}

async function handle(request: ToyRequest): Promise<void> {
  if (request.type === "prepare") return prepare(request);
  const own = session;
  if (request.run !== own?.run) return;
  switch (request.type) {
    case "drawn":
      own.drawn = true;
      return;
    case "pause":
      own.pause();
      return;
    case "train":
      await training;
      training = train(own);
      return;
    case "step":
      await training;
      await own.step().finally(async () => show(await own.frame()));
      reply(own.left > 0 ? { type: "paused", run: own.run } : { type: "done", run: own.run });
      return;
    default:
      request satisfies never;
  }
}

serve(handle, ({ run }: ToyRequest, message) => reply({ type: "failed", run, message }));
