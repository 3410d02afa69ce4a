import { runWords } from "../../../lab/runLines.ts";
import { Key } from "../../charts/Key.tsx";
import { useLab, useLabState } from "../../context.ts";
import { dashOf, useRuns } from "./runs.ts";

/** What the lines are, and which run the reader looks at. */
export function RunKey() {
  const { toy } = useLab();
  const { branches, present, models } = useRuns();
  const chosen = useLabState(({ timeline }) => timeline.chosen) ?? present.run;
  return (
    <div className="run-key">
      {models.length > 1 && (
        <Key entries={models.map(({ name, accent }) => ({ name, className: accent }))} />
      )}
      {branches.length > 1 && (
        <fieldset className="runs">
          <legend className="hidden">Run looked at</legend>
          {branches.map((branch) => (
            <button
              key={branch.run}
              type="button"
              className="quiet"
              aria-pressed={branch.run === chosen}
              onClick={() => toy.timeline.choose(branch.run)}
            >
              <svg viewBox="0 0 30 8" aria-hidden="true">
                <path
                  className={`line ${models.at(-1)?.accent} ${dashOf(branches, branch)}`}
                  d="M1,4H29"
                />
              </svg>
              {runWords(branch, present)}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  );
}
