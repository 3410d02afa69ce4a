import type { NegativePhase, ToyPhases } from "../../workers/protocol/phases.ts";
import type { ModelKind } from "../model/recipe.ts";
import { append, EMPTY_TRACE, type Trace, until } from "./trace.ts";

/** A model's newest negative phase, and how far its gradients were off so far. */
export interface PhaseHistory {
  newest: NegativePhase;
  /** Angles to the likelihood's gradient: [update, the chains', the exact draws']. */
  angles: Trace;
}

export type Phases = Partial<Record<ModelKind, PhaseHistory>>;

/** The histories with the negative phases of another message; one update's counts once. */
export function withPhases(phases: Phases, models: ToyPhases["models"]): Phases {
  const next = { ...phases };
  for (const [key, newest] of Object.entries(models)) {
    const kind = key as ModelKind;
    const before = phases[kind];
    if (before?.newest.update === newest.update) continue;
    const row = [newest.update, newest.chains.angle, newest.draws.angle];
    next[kind] = { newest, angles: append(before?.angles ?? EMPTY_TRACE, row) };
  }
  return next;
}

/** The histories as they were at an update: those of later ones are void, and come again. */
export function phasesUntil(phases: Phases, update: number): Phases {
  const entries = Object.entries(phases).flatMap(([kind, { newest, angles }]) =>
    newest.update > update ? [] : [[kind, { newest, angles: until(angles, update) }]],
  );
  return Object.fromEntries(entries) as Phases;
}
