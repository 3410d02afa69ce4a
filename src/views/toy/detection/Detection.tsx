import { percent } from "../../../lab/format.ts";
import { currentFrame } from "../../../lab/store.ts";
import { OOD_GROUPS, type OodGroup } from "../../../model/recipe.ts";
import { RocChart } from "../../charts/RocChart.tsx";
import { Save } from "../../charts/Save.tsx";
import { useLab, useLabState } from "../../context.ts";
import { ENERGY_NAMES } from "../../maps/energies.ts";
import { EnergyLabel } from "../../maps/Heatmap.tsx";
import { Segments } from "../../Segments.tsx";
import { MODEL_NAMES, PANELS, panelRoc } from "../panels.ts";

const EXPLAINED: Record<OodGroup, string> = {
  near: "Draws of the mixture q where the true density is low: what the Gaussians cannot tell from data.",
  mid: "Uniform over the data's box, kept where the true density is low: between the modes.",
  far: "A ring well outside the data.",
};

const SETS = OOD_GROUPS.map((group) => ({ value: group, label: group }));

/** How well each energy tells the chosen OOD set from the data. */
export function Detection() {
  const { toy } = useLab();
  const ood = useLabState(({ place }) => place.ood);
  const model = useLabState(({ place }) => place.toy.model);
  const frame = useLabState(({ toy }) => currentFrame(toy));
  const title = `ROC curves, ${ood} OOD`;
  const shown = PANELS[model].map((panel) => ({
    ...panel,
    name: model === "all" ? MODEL_NAMES[panel.model] : ENERGY_NAMES[panel.energy],
    roc: frame && panelRoc(frame, panel, ood),
  }));
  return (
    <section className="chart detection" aria-labelledby="detection">
      <div className="chart-head">
        <h3 id="detection">Detection</h3>
        <Save name={title} />
      </div>
      <Segments
        label="OOD set"
        options={SETS}
        value={ood}
        onChange={toy.setOod as (value: string) => void}
      />
      <p className="muted note">{EXPLAINED[ood]}</p>
      <div className="detection-row">
        <RocChart
          label={title}
          lines={shown.flatMap(({ name, energy, roc }) =>
            roc ? { name, className: energy, auroc: roc.auroc, curve: roc.curve } : [],
          )}
        />
        <table aria-label="Detection by energy" className="small-table">
          <thead>
            <tr>
              <th scope="col">Energy</th>
              <th scope="col">AUROC</th>
              <th scope="col">FPR95</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, energy, roc }) => (
              <tr key={energy}>
                <th scope="row">{model === "all" ? name : <EnergyLabel energy={energy} />}</th>
                <td>{roc ? percent(roc.auroc) : "–"}</td>
                <td>{roc ? percent(roc.fpr95) : "–"}</td>
              </tr>
            ))}
          </tbody>
          <caption>in %; FPR95: in-distribution is the positive class</caption>
        </table>
      </div>
    </section>
  );
}
