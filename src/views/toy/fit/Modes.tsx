import type { ModelFrame } from "../../../../workers/protocol/toy.ts";
import { decimal, percent } from "../../../lab/format.ts";
import { modesData, placesOf } from "../../../lab/modes.ts";
import { currentFrame } from "../../../lab/store.ts";
import { TOLERANCE } from "../../../model/quadrature.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Key } from "../../charts/Key.tsx";
import { useLabState } from "../../context.ts";
import { MODEL_NAMES, wholePanels } from "../panels.ts";
import { Verdict } from "./Verdict.tsx";

/** A model as its bars show it. */
export interface ShownModel {
  name: string;
  /** The class that has its accent. */
  accent: string;
  frame: ModelFrame;
}

/** Heights of a bar, of the line of the particles beneath it, and of the gap after both. */
const BAR = 7;
const LINE = 2.5;
const GAP = 3;
const PITCH = BAR + LINE + GAP;

/** The mass that each model gives each mode, laid out as the modes lie, against the truth. */
export function Modes() {
  const frame = useLabState(({ toy }) => toy.past ?? toy.frame);
  const scene = useLabState(({ toy }) => toy.scene);
  const stale = useLabState(({ toy }) => !currentFrame(toy));
  const shown = wholePanels(scene?.model ?? "mixture").flatMap(({ model, energy }) => {
    const own = frame?.models[model];
    return own ? [{ name: MODEL_NAMES[model], accent: energy, frame: own }] : [];
  });
  const particles = shown.some(({ frame }) => frame.occupancy);
  const error = frame?.models.mixture.quality.quadratureError ?? 0;
  return (
    <section className="chart" aria-labelledby="modes">
      <ChartHead
        title="Mass of the modes"
        id="modes"
        data={scene && (() => modesData(scene.modes, scene.trueModeMass, shown))}
      >
        <Key entries={shown.map(({ name, accent }) => ({ name, className: accent }))} />
      </ChartHead>
      <p className="muted note">
        {frame && scene
          ? `A bar is the mass that a model gives a mode, by quadrature;${particles ? " the line beneath it, the share of its particles there;" : ""} the mark, the truth.`
          : "Shown with the first map."}
      </p>
      {frame && scene && (
        <div className={stale ? "stale" : undefined}>
          <ModeBars modes={scene.modes} truth={scene.trueModeMass} shown={shown} />
          {shown.map(({ name, frame }) => (
            <div key={name} className="coverage-row">
              <strong>{name}</strong>
              <Verdict name={`${name}'s modes`} frame={frame} again={scene.model === "all"} />
            </div>
          ))}
          <p className={error > TOLERANCE ? "missing" : "muted note"}>
            Quadrature on {frame.size} × {frame.size} cells: the truth's entropy comes out within{" "}
            {error < 1e-5 ? "0.00001" : decimal(error, 5)} nats
            {error > TOLERANCE &&
              "; the data are too narrow for the cells, and so NLL, KL and TV are rough"}
            .
          </p>
        </div>
      )}
    </section>
  );
}

interface BarsProps {
  modes: readonly { name: string; x: number; y: number }[];
  truth: readonly number[];
  shown: readonly ShownModel[];
}

function ModeBars({ modes, truth, shown }: BarsProps) {
  const places = placesOf(modes);
  const columns = Math.max(1, ...(places ?? []).map(({ column }) => column));
  const all = shown.flatMap(({ frame }) => [...frame.quality.modeMass, ...(frame.occupancy ?? [])]);
  const scale = 100 / Math.max(...truth.map((mass) => 2 * mass), ...all);
  const height = shown.length * PITCH;
  return (
    <ul
      className="modes"
      aria-label="Modes"
      style={places ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : undefined}
    >
      {modes.map(({ name }, mode) => {
        const mark = scale * truth[mode]!;
        const words = shown.map(({ name, frame: { quality, occupancy } }) => {
          const ends = occupancy && `, its particles ${percent(occupancy[mode]!)} %`;
          return `${name} ${percent(quality.modeMass[mode]!)} %${ends ?? ""}`;
        });
        const place = places?.[mode];
        return (
          <li key={name} style={place && { gridColumn: place.column, gridRow: place.row }}>
            <span title={name}>{name}</span>
            <svg
              viewBox={`0 0 100 ${height}`}
              style={{ height: 1.6 * height }}
              preserveAspectRatio="none"
              role="img"
              aria-label={`${name}: truth ${percent(truth[mode]!)} %; ${words.join("; ")}`}
            >
              <rect className="back" width={100} height={height} />
              {shown.map(({ name, accent, frame: { quality, occupancy } }, i) => (
                <g key={name} className={accent} transform={`translate(0,${i * PITCH + GAP / 2})`}>
                  <rect className="mass" width={scale * quality.modeMass[mode]!} height={BAR} />
                  {occupancy && (
                    <rect
                      className="particles"
                      y={BAR}
                      width={scale * occupancy[mode]!}
                      height={LINE}
                    />
                  )}
                </g>
              ))}
              <line x1={mark} x2={mark} y2={height} />
            </svg>
          </li>
        );
      })}
    </ul>
  );
}
