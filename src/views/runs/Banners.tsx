import { useLayoutEffect } from "react";
import { bytesText } from "../../lab/mapping.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab, useLabState } from "../context.ts";
import { useHandOn } from "../focus.ts";
import { Notice } from "../Notice.tsx";

/** What the reader should know of the archive: where it fails, what it could not read, what happened. */
export function Banners() {
  const { runs } = useLab();
  const fleeting = useLabState(({ runs }) => runs.fleeting);
  const problem = useLabState(({ runs }) => runs.problem);
  const notice = useLabState(({ runs }) => runs.notice);
  return (
    <>
      <Alerts title="Runs are lost when this page closes" lines={fleeting ? [fleeting] : []} />
      <Alerts
        title="The newest state could not be kept"
        lines={problem ? [problem] : []}
        onDismiss={runs.dismiss}
      />
      <Unreadable />
      <Notice text={notice} onDismiss={runs.dismiss} />
      <Undo />
    </>
  );
}

/** Records that cannot be shown, each with its reason. */
function Unreadable() {
  const { runs } = useLab();
  const unreadable = useLabState(({ runs }) => runs.unreadable);
  const box = useHandOn<HTMLDivElement>();
  if (unreadable.length === 0) return null;
  const many = unreadable.length > 1;
  return (
    <div ref={box} role="alert" className="alert">
      <div>
        <strong>
          {many ? `${unreadable.length} runs cannot be read` : "One run cannot be read"}
        </strong>
        <p>
          {many ? "They are" : "It is"} left where {many ? "they are" : "it is"}; all others are
          whole.
        </p>
        <ul className="unreadable">
          {unreadable.map(({ id, why }) => (
            <li key={id}>
              <span>
                <code>{id}</code>: {why}
              </span>
              <button type="button" aria-label={`Delete ${id}`} onClick={() => runs.remove([id])}>
                Delete
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** What was just deleted, and a way to have it back; the keyboard goes to it, since its row is gone. */
function Undo() {
  const undo = useLabState(({ runs }) => runs.undo);
  return (
    <div role="status" aria-label="Deleted" className="notice">
      {undo && <UndoBar key={undo} text={undo} />}
    </div>
  );
}

function UndoBar({ text }: { text: string }) {
  const { runs } = useLab();
  const button = useHandOn<HTMLButtonElement>();
  useLayoutEffect(() => {
    if (document.activeElement === document.body) button.current?.focus();
  }, [button]);
  return (
    <>
      <p>{text}</p>
      <button ref={button} type="button" onClick={() => runs.undo()}>
        Undo
      </button>
    </>
  );
}

/** How much room the runs take of what they may. */
export function Storage() {
  const usage = useLabState(({ runs }) => runs.usage);
  if (!usage) return null;
  const { bytes, limit } = usage;
  const bounded = Number.isFinite(limit);
  return (
    <p className="muted note storage">
      {bounded && <meter min={0} max={limit} value={bytes} aria-label="Storage used" />}
      {bytesText(bytes)} kept{bounded && ` of at most ${bytesText(limit)}`}, in this browser.
    </p>
  );
}
