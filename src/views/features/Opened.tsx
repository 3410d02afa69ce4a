import type { FeatureSummary } from "../../../workers/protocol/features.ts";
import { mismatch, standingWords } from "../../lab/runs/features/opened.ts";
import { isSample } from "../../lab/sample.ts";
import { useLab, useLabState } from "../context.ts";
import { Dismiss } from "../Dismiss.tsx";
import { RunButton } from "../RunButton.tsx";

/** What a kept run is that is on screen, and what it takes to go on with it. */
export function Opened() {
  const { features } = useLab();
  const opened = useLabState(({ features }) => features.opened);
  const loaded = useLabState(({ features }) => features.summary);
  const reading = useLabState(({ features }) => features.phase.at === "reading");
  if (!opened) return null;
  const { record, parts } = opened;
  const { files } = parts.summary;
  const ready = loaded?.ready ? loaded : null;
  const misfit = ready && mismatch(parts.summary, ready);
  return (
    <section className="opened" aria-label="Opened run">
      <div>
        <p>
          <strong>{record.name || "A kept run"}</strong>, {standingWords(record)}. Its tables and
          plots are as they were.
        </p>
        {ready && misfit === null ? (
          <p>
            Its files are loaded.{" "}
            {record.standing === "done"
              ? "To draw slices of its energies, take it up: detectors score again, trainings go in at their end."
              : "Resume goes on from its last state: detectors score again, finished trainings go in at their end."}
          </p>
        ) : (
          <>
            <p>
              {misfit
                ? `It cannot go on with the files that are loaded: ${misfit}.`
                : "To go on with it, or to draw slices, load its files: they are not kept with it."}
            </p>
            <FileList files={files} />
          </>
        )}
        <div className="run-buttons">
          {ready && misfit === null ? (
            <RunButton
              label={record.standing === "done" ? "Take up" : "Resume"}
              primary
              off={reading}
              onPress={features.resumeKept}
            />
          ) : (
            !loaded?.files.length &&
            isSample(files) && (
              <RunButton label="Load its sample" off={reading} onPress={features.loadSample} />
            )
          )}
        </div>
      </div>
      <Dismiss onPress={features.closeKept} />
    </section>
  );
}

/** Files by name and digest. */
function FileList({ files }: Pick<FeatureSummary, "files">) {
  return (
    <details>
      <summary>{files.length === 1 ? "1 file" : `${files.length} files`}</summary>
      <ul>
        {files.map(({ name, sha256 }) => (
          <li key={name}>
            {name} <small className="digest">{sha256 ? `SHA-256 ${sha256}` : "no digest"}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
