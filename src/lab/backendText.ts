import { isTakenUp, type LabState } from "./store.ts";

/**
 * What the tab that is shown computes on, for people, such as "CPU (SIMD, 4 threads)"; null among kept
 * runs while no sweep is under way, since nothing is computed there.
 */
export function backendText({ place, toy, features, sweeps }: LabState): string | null {
  if (place.tab === "runs") return sweeps.live && (sweeps.live.backend || "starting");
  if (place.tab === "features") return features.backend?.label ?? "starting";
  const own = isTakenUp(toy) ? toy.scene?.backend.label : null;
  return own ?? (toy.phase.at === "idle" ? "none yet" : "starting");
}
