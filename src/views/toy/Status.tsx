import { Progress } from "radix-ui";
import type { ReactNode } from "react";
import type { EnergyName } from "../../../workers/protocol/maps.ts";
import type { ToyFrame } from "../../../workers/protocol/toy.ts";
import type { ToyQuality } from "../../detection/report.ts";
import { decimal, duration } from "../../lab/format.ts";
import type { ToyPhase } from "../../lab/phase.ts";
import { shownFrame } from "../../lab/store.ts";
import { chosenBranch } from "../../lab/timeline.ts";
import { TOLERANCE } from "../../model/quadrature.ts";
import { useLabState } from "../context.ts";
import { Export } from "./Export.tsx";
import { MODEL_NAMES, wholePanels } from "./panels.ts";

const PHASES: Record<ToyPhase["at"], string> = {
  idle: "not started",
  preparing: "preparing",
  ready: "ready",
  training: "training",
  stepping: "stepping",
  pausing: "pausing",
  paused: "paused",
  done: "done",
  failed: "stopped",
};

/** The run's numbers, and how well its density fits; in brief beside a text. */
export function Status({ brief = false }: { brief?: boolean }) {
  const phase = useLabState(({ toy }) => toy.phase.at);
  const frame = useLabState(({ toy }) => shownFrame(toy));
  const model = useLabState(({ place }) => place.toy.model);
  const updates = useLabState(
    ({ timeline, place }) => chosenBranch(timeline)?.settings.updates ?? place.toy.updates,
  );
  const quality = model === "all" ? null : frame?.models[model]?.quality;
  const truth = frame?.models.mixture.quality;
  const error = truth?.quadratureError ?? 0;
  const unit = error > TOLERANCE ? `nats, rough: cells off by ${decimal(error)}` : "nats";
  const update = frame?.update ?? 0;
  return (
    <section className={brief ? "status brief" : "status"} aria-label="Status">
      {model === "all" && <Qualities frame={frame} />}
      {model !== "all" && (
        <Figure name="Test NLL" unit={unit} accent={wholePanels(model).at(-1)?.energy} part="nll">
          {nats(quality?.nll)}
        </Figure>
      )}
      <Figure name="Truth (entropy)" unit={unit}>
        {nats(truth?.trueNll)}
      </Figure>
      {model !== "all" && (
        <>
          <Figure name="Mixture NLL" unit="nats">
            {nats(quality?.mixtureNll)}
          </Figure>
          {!brief && <Figure name="TV of mode masses">{nats(quality?.tv)}</Figure>}
        </>
      )}
      <Figure name="Updates" unit={model === "mixture" ? "none needed" : `of ${updates}`}>
        {update}
      </Figure>
      {!brief && <Figure name="Time">{duration(frame?.seconds ?? 0)}</Figure>}
      <div className="status-end">
        <output aria-label="Run">{PHASES[phase]}</output>
        {!brief && <Export />}
      </div>
      {!brief && <Provenance />}
      <Progress.Root className="progress" value={update} max={updates} aria-label="Updates done">
        <Progress.Indicator style={{ transform: `scaleX(${update / updates})` }} />
      </Progress.Root>
    </section>
  );
}

/** Says of a shipped run that it was not trained here. */
export function Provenance() {
  const shipped = useLabState(({ toy }) => toy.shipped);
  const { seed, updates } = useLabState(({ place }) => place.toy);
  if (!shipped) return null;
  return (
    <p className="muted note provenance">
      {`Trained beforehand, on ${shipped.backend}, seed ${seed}, ${updates} updates: shipped with the lab. `}
      <em>Train</em> trains it anew, here.
    </p>
  );
}

const nats = (value: number | undefined) => (value === undefined ? "–" : decimal(value));

const MEASURES = [
  { name: "Test NLL", unit: "nats", of: ({ nll }: ToyQuality) => nll },
  { name: "KL", unit: "nats", of: ({ kl }: ToyQuality) => kl },
  { name: "TV", unit: "of mode masses", of: ({ tv }: ToyQuality) => tv },
];

/** How well each model of a run of all fits. */
function Qualities({ frame }: { frame: ToyFrame | null }) {
  return (
    <table aria-label="Fit of the models" className="small-table qualities" data-part="nll">
      <thead>
        <tr>
          <td />
          {MEASURES.map(({ name, unit }) => (
            <th key={name} scope="col">
              {name} <small>{unit}</small>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {wholePanels("all").map(({ model, energy }) => {
          const own = frame?.models[model];
          return (
            <tr key={model} className={energy}>
              <th scope="row">
                {MODEL_NAMES[model]}
                {own?.problem && <small title={own.problem}> diverged</small>}
              </th>
              {MEASURES.map(({ name, of }) => (
                <td key={name}>
                  <output aria-label={`${name} of the ${MODEL_NAMES[model]}`} aria-live="off">
                    {nats(own && of(own.quality))}
                  </output>
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface FigureProps {
  name: string;
  unit?: string;
  /** Of the energy that it is about; such a number stands out. */
  accent?: EnergyName | undefined;
  /** What lights it. */
  part?: "nll";
  children: ReactNode;
}

/** One number with its name; updated too often to be spoken by itself. */
function Figure({ name, unit, accent, part, children }: FigureProps) {
  return (
    <div className={accent ? `number strong ${accent}` : "number"} data-part={part}>
      <span>{name}</span>
      <div>
        <output aria-label={name} aria-live="off">
          {children}
        </output>
        {unit && <small>{unit}</small>}
      </div>
    </div>
  );
}
