import type { ToyDissection } from "../../../../workers/protocol/motion.ts";
import { magnificationOf, sceneIndex, scenesOf } from "../../../lab/motion.ts";
import { wordsOf } from "../../../lab/motionWords.ts";
import { currentDissection, dissectedModel } from "../../../lab/player.ts";
import type { LabState } from "../../../lab/store.ts";
import { useLab, useLabState } from "../../context.ts";
import { Formula } from "../../Formula.tsx";
import { Segments } from "../../Segments.tsx";
import { MODEL_NAMES } from "../panels.ts";
import { Energies } from "./Energies.tsx";
import { Lens, Stroke } from "./Lens.tsx";
import { Player } from "./Player.tsx";

const MODELS = (["ebm", "correction"] as const).map((value) => ({
  value,
  label: MODEL_NAMES[value],
}));

/** One update taken apart: scene by scene, in words, on the maps and enlarged. */
export function Motion() {
  const { motion } = useLab().toy;
  const dissection = useLabState(currentDissection);
  const all = useLabState(({ place }) => place.toy.model === "all");
  const model = useLabState(dissectedModel);
  const notice = useLabState(noticeOf);
  return (
    <section className="motion" aria-label="Slow motion">
      {all && (
        <Segments
          label="Update of"
          options={MODELS}
          value={model}
          onChange={(to) => motion.setModel(to as "ebm" | "correction")}
        />
      )}
      {notice && <output aria-label="Slow motion">{notice}</output>}
      {dissection && (
        <>
          <Player dissection={dissection} />
          <div className="scene-row">
            <Scene dissection={dissection} />
            <Stage dissection={dissection} />
          </div>
        </>
      )}
    </section>
  );
}

/** What the scene is about, enlarged. */
function Stage({ dissection }: { dissection: ToyDissection }) {
  const scene = useLabState(({ place }) => place.scene);
  if (typeof scene === "number") return <Lens dissection={dissection} />;
  const compared = scene === "energies" || scene === "loss";
  return compared ? <Energies dissection={dissection} /> : null;
}

/** Why there is no update taken apart, or what it is not of. */
function noticeOf(state: LabState): string | null {
  const { motion, toy } = state;
  const { at } = toy.phase;
  if (at === "training" || at === "pausing") {
    return "The run goes on: pause it to take its next update apart.";
  }
  if (at === "failed") return "The run has failed: reset it to take an update apart.";
  if (motion.refusal) return `${motion.refusal}.`;
  if (!currentDissection(state)) return "The next update is shown here once the run rests.";
  if (toy.past) {
    return `You look back at update ${toy.past.update}; the slow motion is of the newest state. Return there to see it on the maps.`;
  }
  if (at === "done") {
    return "The run is over; this is the update that would come next. Fork the run on the timeline, or reset it, to go on by updates.";
  }
  return null;
}

/** The scene on screen: its number, its title, the terms at work, and what they do, in numbers. */
function Scene({ dissection }: { dissection: ToyDissection }) {
  const scene = useLabState(({ place }) => place.scene);
  const playing = useLabState(({ motion }) => motion.playing);
  const extent = useLabState(({ toy }) => toy.scene?.extent ?? 1);
  const { title, caption, terms } = wordsOf(dissection, scene);
  const scales = magnificationOf(dissection, extent);
  const corrected = dissection.model === "correction";
  return (
    <div className="scene">
      <h3>
        <b>{sceneIndex(dissection, scene) + 1}</b>
        {` of ${scenesOf(dissection).length}: ${title}`}
        <span className="muted">{` (update ${dissection.update} of the ${MODEL_NAMES[dissection.model]})`}</span>
      </h3>
      <p className="scene-terms">
        {terms.map(({ tex, of, lit }) => (
          <span key={tex} className={`${of ? `term ${of}` : "term"}${lit ? "" : " unlit"}`}>
            <Formula tex={tex} />
          </span>
        ))}
      </p>
      <output aria-label="Caption" aria-live={playing ? "off" : "polite"}>
        {caption}
      </output>
      <ul className="key" aria-label="Arrows of a step">
        {corrected && (
          <li>
            <Stroke name="reference" />
            down E_G
          </li>
        )}
        <li>
          <Stroke name="network" />
          down E_θ
        </li>
        <li>
          <Stroke name="noise" />
          noise
        </li>
        <li>
          <Stroke name="sum" />
          their sum
        </li>
        <li className="muted">
          {`drawn ${scales.step} times as long${corrected ? `, ${scales.pull} times on the map of one part` : ""}`}
        </li>
      </ul>
    </div>
  );
}
