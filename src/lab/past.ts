import type { ToyOrigin } from "../../workers/protocol/timeline.ts";
import { lookOf } from "./look.ts";
import { currentFrame, type LabState } from "./store.ts";
import { chosenBranch, originAt } from "./timeline.ts";

/** What the reader looks at, in a sentence or two, and what is not of that state. */
export function pastWords(all: LabState): string {
  const { toy, timeline, place } = all;
  const { repeating, past } = toy;
  if (repeating) {
    return `Repeating the updates before the fork: ${repeating.done} of ${repeating.of} are done.`;
  }
  const branch = chosenBranch(timeline);
  if (!past || !branch) {
    return "The newest state is shown. Drag over the chart or use the arrow keys on it to look back.";
  }
  const other = timeline.chosen === null ? "" : " of an earlier run";
  const frame = branch.frames.find(({ update }) => update === past.update);
  const now = lookOf(all);
  const others = [
    frame && frame.look.gamma !== now.gamma && "the level set at the γ that you moved",
    frame && frame.look.painted !== now.painted && "detection of the OOD points that you changed",
    place.probe && "the probe",
    place.instrument === "chains" && "chains",
  ].filter(Boolean);
  const back = `You look back at update ${past.update} of ${branch.settings.updates}${other}.`;
  if (others.length === 0) return back;
  return `${back} Not known of this state: ${others.join(", ")}; fork here to have it.`;
}

/** What a fork at the update on screen goes on from, or why there can be none; null where nothing is shown. */
export function originHere({
  toy,
  timeline,
  place,
}: LabState): ToyOrigin | { refusal: string } | null {
  const branch = chosenBranch(timeline);
  const frame = toy.past ?? currentFrame(toy);
  return branch && frame && originAt(branch, frame.update, place.toy);
}
