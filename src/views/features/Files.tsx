import { Progress } from "radix-ui";
import { type DragEvent, useId, useState } from "react";
import { isRunning } from "../../lab/phase.ts";
import { OOD_GROUPS, type OodGroup } from "../../model/recipe.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab, useLabState } from "../context.ts";
import { useHandOn } from "../focus.ts";
import { RunButton } from "../RunButton.tsx";
import { Mapping } from "./Mapping.tsx";

/** Feature files: dropping, choosing, what was loaded, and what is still missing. */
export function Files() {
  const { features } = useLab();
  const phase = useLabState(({ features }) => features.phase);
  const summary = useLabState(({ features }) => features.summary);
  const problems = useLabState(({ features }) => features.problems);
  const [over, setOver] = useState(false);
  const input = useId();
  const assigning = useLabState(({ features }) => features.assigning !== null);
  const busy = isRunning(phase) || phase.at === "reading";
  // The mapping stays open meanwhile: a control that is disabled loses the keyboard.
  const waits = busy || assigning;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!waits) features.read([...event.dataTransfer.files]);
  };
  return (
    <section className="panel setup" aria-labelledby="files">
      <h2 id="files">Files</h2>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the file input does the same by keyboard */}
      <div
        className={over ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label htmlFor={input}>Feature files</label>
        <p className="muted">
          Drop .npy, .npz, .csv, .parquet, .safetensors, .h5 or .pt files here: train_features,
          train_labels, test_features, ood_NAME_features, and each with _logits, as files or as
          names in a file.
        </p>
        <input
          id={input}
          type="file"
          multiple
          accept={FORMATS}
          aria-disabled={waits}
          onClick={(event) => {
            if (waits) event.preventDefault();
          }}
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = "";
            if (files.length > 0) features.read(files);
          }}
        />
      </div>
      <p className="note">
        No such files yet?{" "}
        <a href="export_features.py" download>
          export_features.py
        </a>{" "}
        writes them with PyTorch: it trains or loads your classifier, and takes image folders,
        torchvision's datasets and timm's models.
      </p>
      <div className="run-buttons">
        <RunButton label="Load sample" off={waits} onPress={features.loadSample} />
        <RunButton
          label="Clear"
          off={waits || !summary || summary.files.length === 0}
          onPress={features.clear}
        />
      </div>
      <Reading />
      <Alerts title="Nothing was changed" lines={problems} onDismiss={features.dismiss} />
      {summary && summary.files.length > 0 && (
        <>
          {summary.missing.length > 0 && (
            <div className="missing">
              <strong>Still missing</strong>
              <ul>
                {summary.missing.map((sentence) => (
                  <li key={sentence}>{sentence}</li>
                ))}
              </ul>
            </div>
          )}
          {summary.ready && (
            <p className="note">
              {count(summary.ready.trainRows)} training and {count(summary.ready.testRows)} test
              rows, {summary.ready.dimensions} dimensions, {summary.ready.classes} classes.
            </p>
          )}
          <Mapping busy={busy} />
          <OodSets busy={busy} />
        </>
      )}
    </section>
  );
}

const FORMATS = ".npy,.npz,.csv,.tsv,.parquet,.safetensors,.h5,.hdf5,.pt,.pth";

const count = (rows: number) => rows.toLocaleString("en");

/** How far a reading is, and a way to end it. */
function Reading() {
  const at = useLabState(({ features }) => features.phase.at);
  const reading = useLabState(({ features }) => features.reading);
  const assigning = useLabState(({ features }) => features.assigning);
  const share = reading ? reading.done / Math.max(1, reading.of) : 0;
  return (
    <div className="reading">
      <output aria-label="Reading" className="muted">
        {at === "reading" && `reading ${reading?.file ?? "…"}`}
        {assigning && `changing ${assigning.source}`}
      </output>
      {at === "reading" && reading && (
        <>
          <CancelReading />
          <Progress.Root
            className="progress"
            value={Math.round(100 * share)}
            max={100}
            aria-label="Bytes read"
          >
            <Progress.Indicator style={{ transform: `scaleX(${share})` }} />
          </Progress.Root>
        </>
      )}
    </div>
  );
}

/** It goes away when the reading ends. */
function CancelReading() {
  const { features } = useLab();
  const button = useHandOn<HTMLButtonElement>();
  return (
    <button ref={button} type="button" onClick={features.stopReading}>
      Cancel reading
    </button>
  );
}

function OodSets({ busy }: { busy: boolean }) {
  const { features } = useLab();
  const sets = useLabState(({ features }) => features.summary?.ood) ?? [];
  if (sets.length === 0) return null;
  return (
    <table aria-label="OOD sets" className="small-table ood-sets">
      <thead>
        <tr>
          <th scope="col">OOD set</th>
          <th scope="col">Rows</th>
          <th scope="col">Group</th>
        </tr>
      </thead>
      <tbody>
        {sets.map(({ dataset, group, rows, logits }) => (
          <tr key={dataset}>
            <th scope="row">
              {dataset}
              {!logits && <small> no logits</small>}
            </th>
            <td>{count(rows)}</td>
            <td>
              <select
                aria-label={`Group of ${dataset}`}
                value={group}
                disabled={busy}
                onChange={(event) => features.group(dataset, event.target.value as OodGroup)}
              >
                {OOD_GROUPS.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
