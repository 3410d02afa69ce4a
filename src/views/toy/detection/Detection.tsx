import { CONVENTIONS, type Convention } from "../../../lab/results.ts";
import { OOD_GROUPS, type OodGroup } from "../../../model/recipe.ts";
import { useLab, useLabState } from "../../context.ts";
import { Gamma } from "../../Gamma.tsx";
import { Segments } from "../../Segments.tsx";
import { Kinds } from "./Kinds.tsx";
import { KINDS } from "./kinds.ts";
import { Probe } from "./Probe.tsx";
import { Roc } from "./Roc.tsx";
import { Scores } from "./Scores.tsx";

const SETS = OOD_GROUPS.map((group) => ({ value: group, label: KINDS[group].name }));
const FPR = Object.entries(CONVENTIONS).map(([value, { name }]) => ({ value, label: name }));

/** How well each energy tells OOD points from the data, where the threshold lies, what a point is. */
export function Detection() {
  const { toy, features } = useLab();
  const ood = useLabState(({ place }) => place.ood);
  const fpr = useLabState(({ place }) => place.results.fpr);
  const { used, sets } = useLabState(({ toy }) => toy.painting);
  const { name, builtIn } = KINDS[ood];
  const painted =
    sets[ood].length > 0
      ? `The points that you painted: ${name}.`
      : `No ${name} points are painted yet: choose "Paint ${name}" over the maps, then press or drag on one.`;
  return (
    <div className="detection-instrument">
      <section className="panel threshold-panel" aria-label="Threshold">
        <Segments
          label="OOD set"
          options={SETS}
          value={ood}
          onChange={(value) => toy.setOod(value as OodGroup)}
        />
        <Segments
          label="FPR95"
          options={FPR}
          value={fpr}
          onChange={(value) => features.show({ fpr: value as Convention })}
        />
        <Gamma />
        <p className="muted note">
          {used ? painted : builtIn} <i className="level-key" /> on the maps: the energy at{" "}
          <var>γ</var>.
        </p>
      </section>
      <div className="chart-row halves">
        <Roc />
        <Scores />
      </div>
      <Kinds />
      <Probe />
    </div>
  );
}
