import type { LabState } from "../../lab/store.ts";
import { useLab, useLabState } from "../context.ts";

/** The state at hand; the component follows what of it a link holds, and not every frame. */
export function useLinked(): LabState {
  useLabState(({ place }) => place);
  useLabState(({ board }) => board.sketch.drawing);
  useLabState(({ toy }) => toy.painting);
  useLabState(({ features }) => features.summary);
  return useLab().store.getState();
}
