import { useLabState } from "./context.ts";

/** Says that a new version of the site has come, and changes to it. */
export function NewVersion() {
  const change = useLabState(({ newVersion }) => newVersion);
  return (
    <div role="status" aria-label="New version" className="notice">
      {change && (
        <>
          <p>A new version of the lab is here. Reloading ends the run at hand.</p>
          <button type="button" className="quiet" onClick={change}>
            Reload
          </button>
        </>
      )}
    </div>
  );
}
