import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { linesData } from "../../../lab/chartRows.ts";
import { percent } from "../../../lab/format.ts";
import { currentFrame } from "../../../lab/store.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Lines } from "../../charts/Lines.tsx";
import { useLabState } from "../../context.ts";

const TITLE = "Acceptance";
const AXES = ["step", "share accepted"] as const;

/** The share of proposals that the chains accept, and that training's own accepted last, where there are proposals. */
export function Acceptance({ chains }: { chains: ToyChains }) {
  const { acceptance, steps, thinning, choice } = chains;
  const trained = useLabState(
    ({ toy }) => currentFrame(toy)?.models[choice.model]?.acceptance ?? null,
  );
  if (!acceptance && trained === null) return null;
  const series = acceptance ? [{ name: TITLE, className: "total", values: acceptance }] : [];
  const places = { first: steps[1] ?? 0, step: thinning };
  const newest = acceptance?.at(-1);
  return (
    <section className="chart" aria-label={TITLE}>
      <ChartHead title={TITLE} data={acceptance && (() => linesData(series, places, AXES))} />
      {acceptance && newest !== undefined ? (
        <Lines
          label={`${TITLE}: ${percent(newest)} % of the last proposals`}
          series={series}
          places={places}
          domain={[0, 1]}
          xLabel={AXES[0]}
          yLabel={AXES[1]}
        />
      ) : (
        <p className="muted note">Langevin steps are never rejected.</p>
      )}
      {trained !== null && (
        <p className="muted note">
          {`Training's own chains accepted ${percent(trained)} % in the last update.`}
        </p>
      )}
    </section>
  );
}
