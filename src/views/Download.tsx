import type { Report } from "../detection/report.ts";
import type { LabState } from "../lab/store.ts";
import { useLab, useLabState } from "./context.ts";

interface Props {
  name: string;
  report: (state: LabState) => Report | null;
}

/** "Download report": off while there is none. */
export function Download({ name, report }: Props) {
  const { store } = useLab();
  const none = useLabState((state) => report(state) === null);
  const save = () => {
    const text = JSON.stringify(report(store.getState()), null, 2);
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  return (
    <button type="button" disabled={none} onClick={save}>
      Download report
    </button>
  );
}
