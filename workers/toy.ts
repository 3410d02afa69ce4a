import { openBackend } from "../src/kernels/backend.ts";
import type { ToyPhases } from "./protocol/phases.ts";
import type { ToyKeyframe } from "./protocol/timeline.ts";
import type { ToyReply, ToyRequest } from "./protocol/toy.ts";
import { Recovery } from "./recovery.ts";
import { messageOf, post, serve } from "./serve.ts";
import type { FrameMessage } from "./toy/frames.ts";
import { type Reached, ToySession } from "./toy/session.ts";

/** The 2D lab's worker: one session at a time, that of the newest run. */
let session: ToySession | null = null;
/** What the session is at: a training or a step, then looks and the chains that were asked for. */
let activity: Promise<void> = Promise.resolve();
/** Whether a request waits for it to end. */
let waiting = false;
/** The newest run that was asked for. */
let newest = 0;

const reply = (message: ToyReply) => post(message);
/** What a training tells beside its frames; how far it is, they say. */
const tell = (message: ToyPhases | ToyKeyframe | Reached) => {
  if (message.type !== "reached") reply(message);
};
const show = ({ frame, arrays }: FrameMessage) => post(frame, arrays);

async function prepare(request: Extract<ToyRequest, { type: "prepare" }>): Promise<void> {
  const old = session;
  session = null;
  old?.pause();
  await idle();
  await old?.dispose();
  const { run, settings, drawing, from } = request;
  const recovery = new Recovery((cpu) => openBackend(cpu ? "cpu" : request.backend));
  await recovery.open();
  const made = await ToySession.open(run, settings, recovery, reply, drawing, from, {
    going: () => newest === run,
    tell: (done, of) => reply({ type: "repeating", run, done, of }),
  });
  made.looks.ask(request.look, reply);
  session = made;
  reply({ type: "prepared", run, backend: recovery.backend!, ...(await made.prepared()) });
  show(await made.frame());
  await mark(made);
  if (from && made.left === 0) reply({ type: "done", run });
}

/** Posts what another run can go on from. */
async function mark(own: ToySession): Promise<void> {
  const keyframe = await own.keyframe();
  if (keyframe) reply(keyframe);
}

/** Waits until a training ends; chains and looks give way. */
async function idle(): Promise<void> {
  waiting = true;
  await activity;
  waiting = false;
}

/** Answers looks and runs the chains that were asked for until something else is. */
async function rest(own: ToySession): Promise<void> {
  try {
    await own.rest(() => !waiting && own === session);
  } catch (error) {
    await fail(own, messageOf(error));
  }
}

/** Does `work` and posts the state it ends in; a failure is posted too, so that it never rejects. */
async function advance(own: ToySession, work: () => Promise<void>): Promise<void> {
  const { run } = own;
  try {
    await work();
    if (own !== session) return;
    show(await own.frame());
    await mark(own);
    reply({ type: own.left > 0 ? "paused" : "done", run });
    const phases = await own.phases(() => !waiting && own === session);
    if (phases) reply(phases);
  } catch (error) {
    await fail(own, messageOf(error));
  }
}

/** Shows the last good state, if it can still be drawn, and says what went wrong. */
async function fail(own: ToySession, message: string): Promise<void> {
  try {
    if (own === session) show(await own.frame());
  } catch {
    // The message alone then: the frame on screen is older, but good.
  }
  reply({ type: "failed", run: own.run, message });
}

async function handle(request: ToyRequest): Promise<void> {
  if (request.type === "prepare") return prepare(request);
  const own = session;
  if (request.run !== own?.run) return;
  switch (request.type) {
    case "drawn":
      own.drawn();
      return;
    case "pause":
      own.pause();
      return;
    case "look":
      own.looks.ask(request.look, reply);
      activity = activity.then(() => rest(own));
      return;
    case "train":
      await idle();
      activity = advance(own, () => own.train(show, tell)).then(() => rest(own));
      return;
    case "step":
      await idle();
      activity = advance(own, () => own.step(request.updates, show, tell)).then(() => rest(own));
      return;
    case "sample":
      own.sampling.ask(request, reply);
      activity = activity.then(() => rest(own));
      return;
    case "stopSampling":
      own.sampling.stop();
      return;
    case "dissect":
      own.motion.ask(request, reply);
      activity = activity.then(() => rest(own));
      return;
    default:
      request satisfies never;
  }
}

serve(
  handle,
  ({ run }: ToyRequest, message) => reply({ type: "failed", run, message }),
  (request) => {
    if (request.type === "prepare") newest = request.run;
  },
);
