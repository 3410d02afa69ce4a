import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { percent } from "../../../lab/format.ts";
import { currentFrame } from "../../../lab/store.ts";
import { Lines } from "../../charts/Lines.tsx";
import { Save } from "../../charts/Save.tsx";
import { useLabState } from "../../context.ts";

const TITLE = "Acceptance";

/** The share of proposals that the chains accept, and that training's own accepted last, where there are proposals. */
export function Acceptance({ chains }: { chains: ToyChains }) {
  const { acceptance, steps, thinning, choice } = chains;
  const trained = useLabState(
    ({ toy }) => currentFrame(toy)?.models[choice.model]?.acceptance ?? null,
  );
  if (!acceptance && trained === null) return null;
  const newest = acceptance?.at(-1);
  return (
    <section className="chart" aria-label={TITLE}>
      <div className="chart-head">
        <h3>{TITLE}</h3>
        <Save name={TITLE} />
      </div>
      {acceptance && newest !== undefined ? (
        <Lines
          label={`${TITLE}: ${percent(newest)} % of the last proposals`}
          series={[{ name: TITLE, className: "total", values: acceptance }]}
          places={{ first: steps[1]!, step: thinning }}
          domain={[0, 1]}
          xLabel="step"
          yLabel="share accepted"
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
