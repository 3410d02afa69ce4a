import { useLab } from "../context.ts";

/** What will be here. */
export function Empty() {
  const lab = useLab();
  return (
    <div className="run-empty">
      <h2>No run is kept yet</h2>
      <p>
        Train in the 2D lab or score on Features: from its first update on, a run is kept here with
        its settings, curves, small maps and a state that it can go on from. It survives a reload
        and a crash.
      </p>
      <p>
        Runs are kept in this browser, on this device, and nowhere else; “Export” makes a file of
        them, which can be imported anywhere.
      </p>
      <div className="run-buttons">
        <button type="button" className="primary" onClick={() => lab.setTab("lab")}>
          Train in the 2D lab
        </button>
      </div>
    </div>
  );
}
