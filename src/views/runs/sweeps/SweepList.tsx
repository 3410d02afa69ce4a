import type { SweepRecord } from "../../../lab/sweeps/design.ts";
import { sizeText, sweepTitle } from "../../../lab/sweeps/words.ts";
import { useLab, useLabState } from "../../context.ts";

const STANDINGS: Record<SweepRecord["standing"], string> = {
  running: "running",
  paused: "paused",
  done: "done",
};

/** The sweeps that were begun, and the way to a new one. */
export function SweepList() {
  const { show } = useLab().sweeps;
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  const shown = useLabState(({ place }) => place.sweep);
  if (!sweeps) return <p className="muted">Reading the kept sweeps.</p>;
  return (
    <nav className="sweep-list" aria-label="Sweeps">
      <button
        type="button"
        aria-current={shown === null ? "page" : undefined}
        onClick={() => show(null)}
      >
        <strong>New sweep</strong>
      </button>
      {sweeps.map(({ id, design, standing }) => (
        <button
          key={id}
          type="button"
          aria-current={shown === id ? "page" : undefined}
          onClick={() => show(id)}
        >
          <strong>{sweepTitle(design)}</strong>
          <small>{`${sizeText(design)}, ${STANDINGS[standing]}`}</small>
        </button>
      ))}
    </nav>
  );
}
