import { useLabState } from "../context.ts";

/** The kept runs. */
export function RunList() {
  const records = useLabState(({ runs }) => runs.records);
  return <p>{records ? `${records.length} runs` : "reading"}</p>;
}
