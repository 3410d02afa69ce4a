import { Progress, Slider } from "radix-ui";
import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { currentChains } from "../../../lab/chains.ts";
import { percent } from "../../../lab/format.ts";
import { gapVerdict, mixingVerdict } from "../../../lab/mixing.ts";
import { useLab, useLabState } from "../../context.ts";
import { Acceptance } from "./Acceptance.tsx";
import { Choices } from "./Choices.tsx";
import { Mixing } from "./Mixing.tsx";
import { Occupancy } from "./Occupancy.tsx";
import { Transitions } from "./Transitions.tsx";

/** Chains on the energies of the run: where they go, and whether they have mixed. */
export function Chains() {
  const chains = useLabState(currentChains);
  const refusal = useLabState(({ chains }) => chains.refusal);
  // Beside a training it changes too often to be spoken.
  const live = useLabState(({ toy }) => toy.phase.at === "training");
  const stale = useLabState(({ chains: { chains, id } }) => chains?.id !== id) && !live;
  return (
    <section className="chains" aria-label="Chains">
      <Choices />
      {chains && <Steps chains={chains} />}
      <output
        className="mixing-verdict"
        aria-label="Verdict on the chains"
        aria-live={live ? "off" : "polite"}
      >
        {refusal ?? (chains ? verdict(chains) : "The chains are shown with their first steps.")}
      </output>
      {chains && (
        <div className={stale ? "chart-row halves stale" : "chart-row halves"}>
          <Occupancy chains={chains} />
          <Transitions chains={chains} />
          <Mixing chains={chains} />
          <Acceptance chains={chains} />
        </div>
      )}
    </section>
  );
}

const verdict = (chains: ToyChains) => `${mixingVerdict(chains)} ${gapVerdict(chains)}`;

/** How far the chains have come, and the time that the maps show them at. */
function Steps({ chains }: { chains: ToyChains }) {
  const { toy } = useLab();
  const pending = useLabState(({ chains }) => chains.pending);
  const time = useLabState(({ chains }) => chains.time);
  const { steps, choice, thinning, update } = chains;
  const last = steps.length - 1;
  const shown = Math.min(time ?? last, last);
  const done = steps[last]!;
  const text = `step ${steps[shown]} of ${done}`;
  return (
    <div className="chains-steps">
      <div className="chains-time">
        <span>On the maps: {text}</span>
        <Slider.Root
          className="slider"
          max={Math.max(1, last)}
          value={[shown]}
          onValueChange={([to]) => toy.chains.show(to!)}
        >
          <Slider.Track>
            <Slider.Range />
          </Slider.Track>
          <Slider.Thumb aria-label="Saved time on the maps" aria-valuetext={text} />
        </Slider.Root>
      </div>
      <div className="chains-progress">
        <span>
          {`${done} of ${choice.steps} steps, ${percent(done / choice.steps)} %; the energy as of update ${update}; `}
          {thinning > 1 ? `every ${thinning} steps are saved` : "every step is saved"}
        </span>
        <Progress.Root
          className="progress"
          value={done}
          max={choice.steps}
          aria-label="Steps of the chains done"
        >
          <Progress.Indicator style={{ transform: `scaleX(${done / choice.steps})` }} />
        </Progress.Root>
      </div>
      <button type="button" onClick={pending ? toy.chains.stop : toy.chains.run}>
        {pending ? "Stop chains" : "Run chains"}
      </button>
    </div>
  );
}
