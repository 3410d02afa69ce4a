import { adviceOf, type Finding } from "../../lab/diagnosis.ts";
import { currentFrame } from "../../lab/store.ts";
import { useLab, useLabState } from "../context.ts";

/** What may be wrong with the run, and a button for each change that mends it. */
export function Advice() {
  const { toy } = useLab();
  const settings = useLabState(({ place }) => place.toy);
  const phase = useLabState(({ toy }) => toy.phase.at);
  const frame = useLabState(({ toy }) => currentFrame(toy));
  const advice = adviceOf(settings, frame, phase);
  if (!advice) return null;
  const { outcome, headline, findings } = advice;
  const again = outcome === "ready" ? "" : " and train again";
  const mend = (some: Finding[]) =>
    toy.mend(Object.assign({}, ...some.map(({ changes }) => changes)), outcome !== "ready");
  return (
    <section className="advice" aria-labelledby="advice">
      <h3 id="advice">{headline}</h3>
      <ul>
        {findings.map((finding) => (
          <li key={finding.remedy}>
            <p>{finding.sentence}</p>
            <button type="button" onClick={() => mend([finding])}>
              {finding.remedy + again}
            </button>
          </li>
        ))}
      </ul>
      {findings.length > 1 && (
        <button type="button" onClick={() => mend(findings)}>
          {`Change all ${findings.length}${again}`}
        </button>
      )}
    </section>
  );
}
