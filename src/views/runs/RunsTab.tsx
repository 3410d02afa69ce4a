import { useEffect } from "react";
import type { RunView } from "../../lab/place.ts";
import { Boundary } from "../Boundary.tsx";
import { useLab, useLabState } from "../context.ts";
import { deferred } from "../Deferred.tsx";
import { Segments } from "../Segments.tsx";
import { RunList } from "./RunList.tsx";

const Compare = deferred(() => import("./compare/Compare.tsx").then(({ Compare }) => Compare));
const Sweeps = deferred(() => import("./sweeps/Sweeps.tsx").then(({ Sweeps }) => Sweeps));

const VIEWS: { value: RunView; label: string }[] = [
  { value: "list", label: "Runs" },
  { value: "compare", label: "Compare" },
  { value: "sweeps", label: "Sweeps" },
];

/** Every run that was kept, some of them side by side, and sweeps of many. */
export function RunsTab() {
  const { runs, setView } = useLab();
  const view = useLabState(({ place }) => place.view);
  useEffect(() => void runs.open(), [runs]);
  return (
    <div className="runs-tab">
      <Segments
        label="Show"
        options={VIEWS}
        value={view}
        onChange={(to) => setView(to as RunView)}
      />
      <Boundary key={view}>
        {view === "list" && <RunList />}
        {view === "compare" && <Compare />}
        {view === "sweeps" && <Sweeps />}
      </Boundary>
    </div>
  );
}
