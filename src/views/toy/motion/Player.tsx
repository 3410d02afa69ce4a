import { Slider } from "radix-ui";
import { useId } from "react";
import type { ToyDissection } from "../../../../workers/protocol/motion.ts";
import {
  type Actor,
  SPEEDS,
  sceneAfter,
  sceneIndex,
  scenesOf,
  updatesInEpoch,
} from "../../../lab/motion.ts";
import { sceneTitle } from "../../../lab/motionWords.ts";
import { canGoOn } from "../../../lab/player.ts";
import { useLab, useLabState } from "../../context.ts";
import { RunButton } from "../../RunButton.tsx";

/** Goes through the scenes of an update, and on to later ones. */
export function Player({ dissection }: { dissection: ToyDissection }) {
  const { motion } = useLab().toy;
  const scene = useLabState(({ place }) => place.scene);
  const playing = useLabState((state) => state.motion.playing);
  const speed = useLabState((state) => state.motion.speed);
  const speeds = useId();
  const scenes = scenesOf(dissection);
  const index = sceneIndex(dissection, scene);
  const last = scenes.length - 1;
  return (
    <div className="player">
      <div className="player-buttons">
        <RunButton label="Back" off={index === 0} onPress={motion.back} />
        <button
          type="button"
          className="primary"
          aria-label={playing ? "Pause slow motion" : "Play slow motion"}
          onClick={playing ? motion.pause : motion.play}
        >
          {playing ? "Pause" : "Play"}
        </button>
        <RunButton label="Next" off={index === last} onPress={motion.next} />
        <label htmlFor={speeds}>Speed</label>
        <select
          id={speeds}
          value={speed}
          onChange={(event) => motion.setSpeed(Number(event.target.value))}
        >
          {SPEEDS.map((value) => (
            <option key={value} value={value}>{`${value}×`}</option>
          ))}
        </select>
      </div>
      <Slider.Root
        className="slider"
        max={last}
        value={[index]}
        onValueChange={([to]) => motion.show(scenes[to!]!)}
      >
        <Slider.Track>
          <Slider.Range />
        </Slider.Track>
        <Slider.Thumb aria-label="Scene" aria-valuetext={sceneTitle(dissection, scene)} />
      </Slider.Root>
      <Actors dissection={dissection} />
    </div>
  );
}

/** Goes on by what the algorithm does. */
function Actors({ dissection }: { dissection: ToyDissection }) {
  const { motion } = useLab().toy;
  const scene = useLabState(({ place }) => place.scene);
  const going = useLabState(canGoOn);
  const after = (actor: "step" | "chain") => sceneAfter(dissection, scene, actor) === null;
  const epoch = updatesInEpoch(dissection);
  const actors: { actor: Actor; label: string; off: boolean }[] = [
    { actor: "step", label: "Langevin step", off: after("step") },
    { actor: "chain", label: "chain", off: after("chain") },
    { actor: "update", label: "update", off: !going },
    { actor: "epoch", label: `epoch (${epoch} updates)`, off: !going },
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot stand beside its buttons.
    <div className="player-buttons" role="group" aria-label="Go on by">
      <span className="muted">Go on by</span>
      {actors.map(({ actor, label, off }) => (
        <RunButton key={actor} label={label} off={off} onPress={() => motion.goOn(actor)} />
      ))}
    </div>
  );
}
