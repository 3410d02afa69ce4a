import { useState } from "react";
import { useLab } from "./context.ts";

/** Opens a run's settings from a file that was saved, here or by the headless runner; dropped ones too. */
export function OpenSettings() {
  const lab = useLab();
  const [over, setOver] = useState(false);
  const take = ([file]: readonly File[]) => file && void lab.openSettings(file);
  return (
    <label
      className={over ? "file quiet over" : "file quiet"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take([...event.dataTransfer.files]);
      }}
    >
      Open settings…
      <input
        type="file"
        accept=".json,application/json"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          take(files);
        }}
      />
    </label>
  );
}
