import { useEffect, useMemo } from "react";
import { designActions } from "../../../lab/sweeps/designing.ts";
import { Alerts } from "../../Alerts.tsx";
import { useLab, useLabState } from "../../context.ts";
import { Designer } from "./Designer.tsx";
import { Sweep } from "./Sweep.tsx";
import { SweepList } from "./SweepList.tsx";

/** Sweeps: the ones that were begun, and one of them, or the design of a new one. */
export function Sweeps() {
  const lab = useLab();
  const designs = useMemo(() => designActions(lab.store), [lab]);
  const shown = useLabState(({ place }) => place.sweep);
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  const problem = useLabState(({ sweeps }) => sweeps.problem);
  useEffect(() => designs.begin(), [designs]);
  const sweep = sweeps?.find(({ id }) => id === shown);
  return (
    <div className="sweeps">
      <Alerts
        title="This could not be done"
        lines={problem === null ? [] : [problem]}
        onDismiss={lab.sweeps.dismiss}
      />
      <SweepList />
      {shown === null && <Designer designs={designs} />}
      {sweep && <Sweep key={sweep.id} sweep={sweep} designs={designs} />}
      {shown !== null && sweeps && !sweep && (
        <p className="panel">
          {`This browser keeps no sweep ${shown}: it was deleted, or begun in another browser.`}
        </p>
      )}
    </div>
  );
}
