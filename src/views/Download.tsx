import type { Report } from "../detection/report.ts";
import type { LabState } from "../lab/store.ts";
import { useLab, useLabState } from "./context.ts";
import { saveFile } from "./file.ts";

interface Props {
  name: string;
  report: (state: LabState) => Report | null;
}

/** "Download report": off while there is none. */
export function Download({ name, report }: Props) {
  const { store } = useLab();
  const none = useLabState((state) => report(state) === null);
  return (
    <button
      type="button"
      disabled={none}
      onClick={() => saveFile(name, reportFile(report(store.getState())))}
    >
      Download report
    </button>
  );
}

/** A report as the text of a .json file. */
export function reportFile(report: Report | null): Blob {
  return new Blob([JSON.stringify(report, null, 2)], { type: "application/json" });
}
