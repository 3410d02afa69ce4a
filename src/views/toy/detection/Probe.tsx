import { useId } from "react";
import type { MapPoint } from "../../../../workers/protocol/look.ts";
import type { NumberField } from "../../../lab/fields.ts";
import { arrowScale, beyondMap, probeSummary } from "../../../lab/probe.ts";
import { shownFrame } from "../../../lab/store.ts";
import { MODELS } from "../../../model/recipe.ts";
import { NumberInput } from "../../Control.tsx";
import { useLab, useLabState } from "../../context.ts";
import { Scroll } from "../../Scroll.tsx";
import { MODEL_NAMES, PANELS } from "../panels.ts";
import { ProbeEnergies } from "./ProbeEnergies.tsx";
import { ProbeVerdicts } from "./ProbeVerdicts.tsx";

const ARROWS = [
  { energy: "reference", label: "−∇E_G" },
  { energy: "network", label: "−∇E_θ" },
  { energy: "total", label: "their sum" },
];

/** What the data and every model make of the pinned point; it stays while the run goes on. */
export function Probe() {
  const { toy } = useLab();
  const summary = useId();
  const pinned = useLabState(({ place }) => place.probe);
  const extent = useLabState(({ toy }) => toy.scene?.extent) ?? 6;
  const found = useLabState(({ toy }) => shownFrame(toy)?.probe) ?? null;
  const model = useLabState(({ place }) => place.toy.model);
  const probe = pinned && found;
  const beyond = pinned && beyondMap(pinned, extent);
  const kinds = MODELS.filter((kind) => PANELS[model].some((panel) => panel.model === kind));
  return (
    <section className="chart probe-panel" aria-label="Probe" aria-describedby={summary}>
      <div className="probe-head">
        <h3>Probe</h3>
        <Coordinate axis={0} pinned={pinned} extent={extent} />
        <Coordinate axis={1} pinned={pinned} extent={extent} />
        <button type="button" onClick={() => toy.pin(pinned ? null : [0, 0])}>
          {pinned ? "Unpin" : "Pin"}
        </button>
      </div>
      {beyond && (
        <p className="note beyond" role="status">
          {beyond}
        </p>
      )}
      <p className="muted note">
        {pinned
          ? "It stays while the run trains and settings change. Escape on a map lets it go."
          : "Click a map with the Read tool, or press Enter or P on it, to pin the probe there."}
      </p>
      <Scroll label="Probe, in numbers" className="probe-tables">
        <ProbeVerdicts probe={probe} kinds={kinds} />
        <ProbeEnergies probe={probe} kinds={kinds} />
      </Scroll>
      <p className="muted note">
        ID percentile: further out than that share of held-out ID points. Energies are over their
        temperatures, gradients are length and direction.
      </p>
      <ul className="key">
        {ARROWS.map(({ energy, label }) => (
          <li key={energy}>
            <svg viewBox="0 0 18 8" aria-hidden="true">
              <path className={`line ${energy}`} d="M1,4H17M12,1L17,4L12,7" />
            </svg>
            {label}
          </li>
        ))}
        <li className="muted">
          Arrows point downhill
          {probe &&
            `; arrow scale: a fifth of the map's side is a gradient of ${arrowScale(probe)}`}
        </li>
      </ul>
      <p id={summary} className="hidden">
        {probe ? probeSummary(probe, MODEL_NAMES) : "No point is pinned."}
      </p>
    </section>
  );
}

interface CoordinateProps {
  axis: 0 | 1;
  pinned: MapPoint | null;
  extent: number;
}

/** One coordinate of the pin, to be read and typed. */
function Coordinate({ axis, pinned, extent }: CoordinateProps) {
  const { toy } = useLab();
  const id = useId();
  const name = axis === 0 ? "x" : "y";
  const field: NumberField = {
    ...{ kind: "number", key: name, url: name, label: name, group: "Run", meaning: "" },
    ...{ min: -extent, max: extent, scale: "none" },
  };
  return (
    <span>
      <label htmlFor={id}>{name}</label>{" "}
      <NumberInput
        id={id}
        field={field}
        value={pinned?.[axis] ?? 0}
        onChange={(value) => {
          const at: MapPoint = pinned ? [...pinned] : [0, 0];
          at[axis] = Number(value);
          toy.pin(at);
        }}
      />
    </span>
  );
}
