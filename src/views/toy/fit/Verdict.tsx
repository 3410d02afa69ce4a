import type { ModelFrame } from "../../../../workers/protocol/toy.ts";
import { decimal } from "../../../lab/format.ts";
import { useLabState } from "../../context.ts";

interface Props {
  /** What the model is called. */
  name: string;
  frame: ModelFrame;
  /** Whether it stands elsewhere on the page too, and is spoken there. */
  again?: boolean;
}

const MARKS = {
  covers: "M2.5,8.5 6.5,12.5 13.5,4",
  misshapes: "M2,9C4,5 6.5,5 8,8S12,11 14,7",
  misses: "M8,1.5 15,14H1ZM8,6V10M8,11.6V12.6",
  untrained: "M3,8H13",
};

/**
 * How a model covers the data's modes, in words, and why its training stopped, if it did. It
 * changes with every frame, and is spoken only once the run has come to rest.
 */
export function Verdict({ name, frame, again = false }: Props) {
  const training = useLabState(({ toy }) => toy.phase.at === "training");
  const { coverage, quality, problem } = frame;
  const grade = problem ? "misses" : (coverage?.grade ?? "untrained");
  const fit = coverage ? `TV ${decimal(quality.tv)}: ${coverage.verdict}` : "not trained yet";
  const words = problem ? `${problem}. ${fit}` : fit;
  return (
    <div
      role="status"
      aria-label={`Verdict on the ${name}`}
      aria-live={training || again ? "off" : "polite"}
      className={`coverage ${grade}${training ? " live" : ""}`}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={MARKS[grade]} />
      </svg>
      <p title={words}>{words}</p>
    </div>
  );
}
