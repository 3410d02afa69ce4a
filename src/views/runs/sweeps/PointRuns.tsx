import { Dialog } from "radix-ui";
import { COMPARED } from "../../../lab/runs/record.ts";
import { criterionText } from "../../../lab/sweeps/columns.ts";
import type { Criterion } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";
import type { PointResult } from "../../../lab/sweeps/results.ts";
import { pointText } from "../../../lab/sweeps/words.ts";
import { useLab } from "../../context.ts";
import { Scroll } from "../../Scroll.tsx";
import { openSettings } from "./opening.ts";

interface Props {
  design: SweepDesign;
  criterion: Criterion;
  /** Null: nothing is shown. */
  points: readonly PointResult[] | null;
  onClose: () => void;
}

/** The runs of some points, to open or compare. */
export function PointRuns({ design, criterion, points, onClose }: Props) {
  const lab = useLab();
  const kept = (points ?? []).flatMap((point) =>
    point.runs.flatMap((run) => (run.record ? [{ point, run, record: run.record }] : [])),
  );
  const [first] = points ?? [];
  const title =
    points?.length === 1 && first
      ? pointText(design.base.kind, first.values)
      : `Runs of ${points?.length ?? 0} points`;
  const compared = kept.slice(0, COMPARED);
  return (
    <Dialog.Root open={points !== null} onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="overlay" />
        <Dialog.Content className="sheet" aria-describedby={undefined}>
          <div className="data-head">
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close>Close</Dialog.Close>
          </div>
          {kept.length === 0 ? (
            <p className="muted">None of its runs has begun.</p>
          ) : (
            <Scroll label="Runs">
              <table className="small-table">
                <thead>
                  <tr>
                    {points!.length > 1 && <th scope="col">Point</th>}
                    <th scope="col">Seed</th>
                    <th scope="col">Standing</th>
                    <th scope="col">{criterion.label}</th>
                    <th scope="col">
                      <span className="hidden">Open</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {kept.map(({ point, run, record }) => (
                    <tr key={record.id}>
                      {points!.length > 1 && (
                        <th scope="row">{pointText(design.base.kind, point.values)}</th>
                      )}
                      <td>{run.trial.seed}</td>
                      <td>{record.sweep?.dropped ? "stopped early" : record.standing}</td>
                      <td>{run.settled ? criterionText(criterion, run.value) : "–"}</td>
                      <td>
                        <button
                          type="button"
                          className="quiet"
                          aria-label={`Open run ${run.trial.index + 1}, seed ${run.trial.seed}`}
                          onClick={() => lab.runs.show(record.id)}
                        >
                          Open
                        </button>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
          <div className="design-row">
            {compared.length > 1 && (
              <button
                type="button"
                onClick={() => lab.runs.compare(compared.map(({ record }) => record.id))}
              >
                {compared.length < kept.length
                  ? `Compare the first ${compared.length} of them`
                  : "Compare these"}
              </button>
            )}
            {points?.length === 1 && first && (
              <button
                type="button"
                onClick={() => openSettings(lab, design, first.runs[0]!.trial.settings)}
              >
                Open these settings
              </button>
            )}
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
