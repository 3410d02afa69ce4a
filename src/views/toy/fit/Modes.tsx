import { percent } from "../../../lab/format.ts";
import { currentFrame } from "../../../lab/store.ts";
import { Save } from "../../charts/Save.tsx";
import { useLabState } from "../../context.ts";

/** Where each mode lies in the picture: [column, row from the top] by its index. */
const PLACES: Record<number, (mode: number) => [column: number, row: number]> = {
  4: (mode) => [mode % 2 === 0 ? 2 : 1, mode < 2 ? 1 : 2],
  9: (mode) => [(mode % 3) + 1, 3 - Math.floor(mode / 3)],
};

/** The mass that the model gives each mode, laid out as the modes lie, against the truth. */
export function Modes() {
  const masses =
    useLabState(({ place, toy }) => {
      const { model } = place.toy;
      return toy.frame?.models[model === "all" ? "correction" : model]?.quality.modeMass;
    }) ?? [];
  const stale = useLabState(({ toy }) => !currentFrame(toy));
  const truth = 1 / masses.length;
  const scale = Math.max(2 * truth, ...masses);
  const place = PLACES[masses.length];
  return (
    <section className="chart" aria-labelledby="modes">
      <div className="chart-head">
        <h3 id="modes">Mass of the modes</h3>
        <Save name="Mass of the modes" />
      </div>
      <p className="muted note">
        {masses.length > 0
          ? `Each should hold ${percent(truth)} %, the mark on the bar.`
          : "Shown with the first map."}
      </p>
      <ul className={stale ? "modes stale" : "modes"}>
        {masses.map((mass, mode) => {
          const [column, row] = place?.(mode) ?? [1, mode + 1];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a mode is its index
            <li key={mode} style={{ gridColumn: column, gridRow: row }}>
              <span>{percent(mass)} %</span>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <rect className="back" width={100} height={10} />
                <rect className="mass" width={(100 * mass) / scale} height={10} />
                <line x1={(100 * truth) / scale} x2={(100 * truth) / scale} y2={10} />
              </svg>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
