import type { NegativePhase, PhaseEstimate } from "../../../../workers/protocol/phases.ts";
import { decimal, percent } from "../../../lab/format.ts";
import type { Recipe } from "../../../model/recipe.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { useLabState } from "../../context.ts";
import { Formula } from "../../Formula.tsx";
import { Scroll } from "../../Scroll.tsx";
import { MODEL_NAMES, wholePanels } from "../panels.ts";
import { PhaseChart, type PhaseLine } from "./PhaseChart.tsx";

const TITLE = "Why the gradient is wrong";
const SAMPLERS: Record<Recipe["sampler"], string> = {
  langevin: "SGLD",
  mala: "MALA",
  hmc: "HMC",
};

/** The rows of the table: what is told of an estimate, and what it is of the exact phase. */
const ROWS: {
  name: string;
  exact: (phase: NegativePhase) => string;
  of: (estimate: PhaseEstimate) => string;
}[] = [
  {
    name: "error of the negative phase",
    exact: () => "0 %",
    of: ({ error }) => `${percent(error)} %`,
  },
  {
    name: "cosine with the exact negative phase",
    exact: () => "1",
    of: ({ cosine }) => decimal(cosine, 2),
  },
  {
    name: "mean E_θ / T, in nats",
    exact: ({ energy }) => decimal(energy, 2),
    of: ({ energy }) => decimal(energy, 2),
  },
  {
    name: "angle to the likelihood's gradient",
    exact: () => "0°",
    of: ({ angle }) => angleOf(angle),
  },
];

const angleOf = (degrees: number) => `${degrees.toFixed(0)}°`;

/** The exact negative phase beside that of the chains: how far training's gradient is off, and why. */
export function Phases() {
  const model = useLabState(({ place }) => place.toy.model);
  const nce = useLabState(({ place }) => place.toy.objective === "nce");
  const sampler = useLabState(({ place }) => SAMPLERS[place.toy.sampler]);
  const phases = useLabState(({ toy }) => toy.phases);
  const updates = useLabState(({ place }) => place.toy.updates);
  const shown = wholePanels(model).flatMap(({ model: kind, energy }) => {
    const history = phases[kind];
    return history ? [{ ...history, name: MODEL_NAMES[kind], accent: energy }] : [];
  });
  const lines = shown.flatMap(({ name, accent, angles }): PhaseLine[] => [
    { name: `${name}, exact draws`, accent, rows: angles.rows, column: 2 },
    { name: `${name}, ${sampler}`, accent, rows: angles.rows, column: 1 },
  ]);
  return (
    <section className="chart phases" aria-labelledby="phases">
      <ChartHead title={TITLE} id="phases" />
      <p className="note">
        Maximum likelihood raises E<sub>θ</sub> on draws of the model itself,{" "}
        <Formula tex="\nabla_\theta\,\mathrm{NLL} = \tfrac{1}{T}\big(\mathbb{E}_{p_{\text{in}}}[\nabla_\theta E_\theta] - \mathbb{E}_{p_\theta}[\nabla_\theta E_\theta]\big);" />{" "}
        training puts the ends of short chains in their place, and where these have not come to
        where the model's mass is, the gradient points elsewhere. In 2D the last term is a sum over
        the map's cells, and so the difference is exact.
      </p>
      {shown.length === 0 ? (
        <p className="muted note">{missing(model === "mixture", nce)}</p>
      ) : (
        <div className="phases-row">
          <div>
            <ul className="phases-words">
              {shown.map(({ name, accent, newest }) => (
                <li key={name} className={accent}>
                  {wordsOf(name, sampler, newest)}
                </li>
              ))}
            </ul>
            <Scroll label="Negative phases">
              <PhaseTable shown={shown} sampler={sampler} />
            </Scroll>
            <p className="muted note">
              At the weights that the chains ran on, not at their average; without the L2 term.
              Draws: as many exact draws of the model as there are chains, the mean of 4 such sets:
              what they are off by is chance. Near the optimum the likelihood's gradient is small,
              and chance alone turns it far.
            </p>
          </div>
          <PhaseChart title="Angle to the likelihood's gradient" lines={lines} updates={updates} />
        </div>
      )}
    </section>
  );
}

/** Why there is nothing to show. */
function missing(mixture: boolean, nce: boolean): string {
  if (mixture) return "The mixture is fitted without chains: it has no negative phase.";
  if (nce) return "NCE tells data from draws of q, without chains: it has no negative phase.";
  return "Shown from the first updates on, about once a second.";
}

function wordsOf(name: string, sampler: string, phase: NegativePhase): string {
  const { chains, draws, count, outside } = phase;
  const angles = `${sampler}'s gradient points ${angleOf(chains.angle)} away from the likelihood's, that of ${count} exact draws ${angleOf(draws.angle)}`;
  const far = outside > 0 ? `; ${percent(outside)} % of the chains' ends lie outside the map` : "";
  return `${name}: ${angles}${far}.`;
}

interface TableProps {
  shown: { name: string; newest: NegativePhase }[];
  sampler: string;
}

function PhaseTable({ shown, sampler }: TableProps) {
  return (
    <table aria-label="Negative phases" className="small-table">
      <thead>
        <tr>
          <td />
          {shown.map(({ name, newest }) => (
            <th key={name} scope="colgroup" colSpan={3}>
              {name}, update {newest.update}
            </th>
          ))}
        </tr>
        <tr>
          <th scope="col">Negatives</th>
          {shown.flatMap(({ name }) =>
            ["exact", sampler, "draws"].map((column) => (
              <th key={`${name} ${column}`} scope="col">
                {column}
              </th>
            )),
          )}
        </tr>
      </thead>
      <tbody>
        {ROWS.map(({ name: row, exact, of }) => (
          <tr key={row}>
            <th scope="row">{row}</th>
            {shown.flatMap(({ name, newest }) =>
              [exact(newest), of(newest.chains), of(newest.draws)].map((text, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its index
                <td key={`${name} ${i}`}>{text}</td>
              )),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
