import type { Drawing, OodGroup, ToySettings } from "../../src/model/recipe.ts";
import type { ToyOrigin } from "../protocol/timeline.ts";
import type { ToyTrial, TrialKeyframe } from "../protocol/trial.ts";
import type { Recovery } from "../recovery.ts";
import { messageOf } from "../serve.ts";
import { ToySession } from "./session.ts";

export interface TrialTask {
  run: number;
  settings: ToySettings;
  /** What the reader drew, where that is the data. */
  drawing: Drawing | null;
  /** The OOD points that it is measured on, where the reader painted them. */
  painted?: Record<OodGroup, Float32Array> | null;
  /** Where it goes on from; null from update 0. */
  from: ToyOrigin | null;
  /** The update that it ends at. */
  end: number;
}

/** Who follows a trial. */
export interface Follower {
  going: () => boolean;
  /** Told of the update a few times a second. */
  progress: (update: number) => void;
  /** Told now and then of a state to go on from. */
  keyframe: (keyframe: TrialKeyframe) => void;
}

/**
 * Trains a run of the 2D lab without a page that watches, to the same end, bit for bit.
 *
 * @param recovery with its backend open
 * @throws if it cannot begin
 */
export async function toyTrial(
  { run, settings, drawing, painted = null, from, end }: TrialTask,
  recovery: Recovery,
  { going, progress, keyframe }: Follower,
): Promise<ToyTrial> {
  const audience = { going, tell: () => {} };
  const session = await ToySession.open(run, settings, recovery, () => {}, drawing, from, audience);
  session.looks.ask({ painted }, () => {});
  try {
    const problem = await session
      .train(
        null,
        (message) => {
          if (message.type === "keyframe") {
            keyframe({ ...message, seconds: session.seconds, losses: session.takeLosses() });
          }
          if (message.type === "reached") progress(message.update);
          if (!going()) session.pause();
        },
        end,
      )
      .then(() => null, messageOf);
    const { frame } = await session.frame();
    const own = Object.values(frame.models).find((model) => model.problem);
    const why = problem ?? own?.problem ?? null;
    const { truth, extent } = await session.prepared();
    const checkpoints = why ? null : await session.checkpoints();
    const backend = recovery.backend!;
    return { type: "toyTrial", run, backend, frame, truth, extent, checkpoints, problem: why };
  } finally {
    await session.dispose();
  }
}
