import { operatingPoint } from "../../../lab/decision.ts";
import { percent } from "../../../lab/format.ts";
import { CONVENTIONS } from "../../../lab/results.ts";
import { OOD_GROUPS, type OodGroup } from "../../../model/recipe.ts";
import { EnergyLabel } from "../../maps/Heatmap.tsx";
import { Scroll } from "../../Scroll.tsx";
import { KINDS } from "./kinds.ts";
import { resultOn, type ShownEnergy, useDetection } from "./shown.ts";

/** Every energy on every kind of OOD points: metrics, and what the threshold accepts. */
export function Kinds() {
  const { energies, ood, all, gamma, fpr, used } = useDetection();
  const { metric, name: convention } = CONVENTIONS[fpr];
  const cells = (shown: ShownEnergy, group: OodGroup) => {
    const result = resultOn(shown, group);
    if (!result || !shown.detection) return ["–", "–", "–"];
    const [accepted] = operatingPoint(shown.detection, group, gamma);
    return [result.auroc, result[metric], accepted].map(percent);
  };
  const chosen = (group: OodGroup) => (group === ood ? "chosen" : undefined);
  return (
    <section className="chart" aria-label="Detection by kind">
      <h3>Detection of {used ? "painted" : "built-in"} points, by kind</h3>
      <Scroll label="Detection by energy">
        <table aria-label="Detection by energy" className="small-table kinds">
          <thead>
            <tr>
              <td />
              {OOD_GROUPS.map((group) => (
                <th key={group} colSpan={3} scope="colgroup" className={chosen(group)}>
                  {KINDS[group].name}
                </th>
              ))}
            </tr>
            <tr>
              <th scope="col">Energy</th>
              {OOD_GROUPS.flatMap((group) =>
                ["AUROC", "FPR95", "at γ"].map((name) => (
                  <th key={group + name} scope="col" className={chosen(group)}>
                    {name}
                  </th>
                )),
              )}
            </tr>
          </thead>
          <tbody>
            {energies.map((shown) => (
              <tr key={shown.energy}>
                <th scope="row">{all ? shown.name : <EnergyLabel energy={shown.energy} />}</th>
                {OOD_GROUPS.flatMap((group) =>
                  cells(shown, group).map((text, i) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a column is its index
                    <td key={group + i} className={chosen(group)}>
                      {text}
                    </td>
                  )),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="muted note">
        In %. FPR95: {convention}. At <var>γ</var>: the share of the kind's points accepted where{" "}
        {gamma.toFixed(1)} % of ID are. –: no points of the kind.
      </p>
    </section>
  );
}
