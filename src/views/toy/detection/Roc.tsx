import { rocData } from "../../../lab/chartRows.ts";
import { operatingPoint } from "../../../lab/decision.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Key } from "../../charts/Key.tsx";
import { RocChart } from "../../charts/RocChart.tsx";
import { useLab } from "../../context.ts";
import { KINDS } from "./kinds.ts";
import { resultOn, useDetection } from "./shown.ts";

/** ROC curves of the energies on the chosen kind of OOD points, with the threshold's dots. */
export function Roc() {
  const { features } = useLab();
  const { energies, ood, gamma, fpr } = useDetection();
  const title = `ROC curves, ${KINDS[ood].name} OOD`;
  const lines = energies.flatMap((shown) => {
    const result = resultOn(shown, ood);
    if (!result || !shown.detection) return [];
    const { name, energy } = shown;
    const dot = operatingPoint(shown.detection, ood, gamma);
    return [{ name, className: energy, auroc: result.auroc, curve: result.curve, dot }];
  });
  return (
    <section className="chart detection" aria-label="ROC curves" data-part="roc">
      <ChartHead title={title} data={() => rocData(lines)} />
      <div className="detection-row">
        <RocChart
          label={title}
          lines={lines}
          level={gamma / 100}
          convention={fpr}
          onLevel={(share) => features.show({ gamma: share })}
        />
        <Key tall entries={energies.map(({ name, energy }) => ({ name, className: energy }))} />
      </div>
    </section>
  );
}
