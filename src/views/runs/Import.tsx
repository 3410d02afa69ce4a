import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useLab } from "../context.ts";

/** Files of runs may be dropped on it. */
export function ImportPlace({ children }: { children: ReactNode }) {
  const { runs } = useLab();
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    for (const file of event.dataTransfer.files) void runs.importRuns(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same by keyboard
    <div
      className={over ? "run-drop over" : "run-drop"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}

export function ImportButton() {
  const { runs } = useLab();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        Import runs
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".runs"
        aria-label="Files of runs"
        onChange={({ target }) => {
          for (const file of target.files ?? []) void runs.importRuns(file);
          target.value = "";
        }}
      />
      <span className="muted note">or drop a .runs file here.</span>
    </>
  );
}
