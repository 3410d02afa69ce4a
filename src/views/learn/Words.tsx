import type { ReactNode } from "react";
import { accentOf, type LiveName, liveText, unitOf } from "../../lab/learn/live.ts";
import type { Deed, Part } from "../../lab/learn/parts.ts";
import { useLab, useLabState } from "../context.ts";
import { useLight } from "./light.ts";

/** Words that change what the figure shows, and change it back. */
export function StateWord({ hash, children }: { hash: string; children: ReactNode }) {
  const { learn } = useLab();
  const so = useLabState(({ place }) => learn.isSo(place, hash));
  return (
    <button type="button" className="word" aria-pressed={so} onClick={() => learn.follow(hash)}>
      {children}
    </button>
  );
}

/** Words that do something in the lab. */
export function DeedWord({ deed, children }: { deed: Deed; children: ReactNode }) {
  const { toy, features } = useLab();
  const deeds: Record<Deed, () => unknown> = {
    train: toy.train,
    pause: toy.pause,
    step: toy.step,
    reset: toy.reset,
    sample: features.loadSample,
  };
  return (
    <button type="button" className="word deed" onClick={deeds[deed]}>
      {children}
    </button>
  );
}

/** Words that light a part of the figure. */
export function LightWord({ part, children }: { part: Part; children: ReactNode }) {
  return (
    <button type="button" className="word light" data-light={part} {...useLight(part)}>
      {children}
    </button>
  );
}

/** A number of the figure in the text. */
export function Live({ name }: { name: LiveName }) {
  const text = useLabState((state) => liveText(state, name));
  const unit = unitOf(name);
  return (
    <span className={`live ${accentOf(name) ?? ""}`}>
      {text}
      {unit && text !== "–" && <small>{unit === "%" ? " %" : ` ${unit}`}</small>}
    </span>
  );
}
