import { useMemo } from "react";
import type { EnergyMap } from "../../../../workers/protocol/maps.ts";
import type { ToyDissection } from "../../../../workers/protocol/motion.ts";
import { magnificationOf } from "../../../lab/motion.ts";
import { currentDissection } from "../../../lab/player.ts";
import { useLabState } from "../../context.ts";
import type { NamedDots } from "../Caption.tsx";
import type { Panel } from "../panels.ts";
import { BATCH, type MapArrows, PARTICLES, type StepStroke } from "./paint.ts";

/** What is drawn over a map. */
export interface Moment {
  dissection: ToyDissection;
  extent: number;
  /** Null where only the batch is drawn. */
  arrows: MapArrows | null;
}

/** What the slow motion makes of a map. */
export interface Replaced {
  moment: Moment;
  /** Its particles stand for the frame's. */
  particles: Float32Array;
  /** Energies of the weights before the update, or their change, in place of the frame's. */
  map?: EnergyMap;
  size?: number;
  caption?: string;
  threshold?: null;
}

/** What the slow motion draws, by panels, null of the data; null where it is not on screen. */
export function useMotion(): {
  dots: NamedDots[];
  of: (panel: Panel | null) => Replaced | null;
} | null {
  const shown = useLabState(({ place, toy }) => place.instrument === "motion" && toy.past === null);
  const dissection = useLabState(currentDissection);
  const extent = useLabState(({ toy }) => toy.scene?.extent ?? 1);
  const all = useLabState(({ place }) => place.toy.model === "all");
  const changed = useLabState(({ place }) => place.scene === "weights");
  return useMemo(() => {
    if (!shown || !dissection) return null;
    const { model, batch } = dissection;
    const scales = magnificationOf(dissection, extent);
    const corrected = model === "correction";
    const whole: MapArrows = {
      parts: corrected ? STEP : STEP.filter((part) => part !== "reference"),
      scale: scales.step,
    };
    const pull = (part: StepStroke): MapArrows => ({ parts: [part], scale: scales.pull });
    const none: MapArrows = { parts: [], scale: 1 };
    const draw = (arrows: MapArrows | null): Replaced => ({
      moment: { dissection, extent, arrows },
      particles: NOTHING,
    });
    const data = draw(null);
    const reference = draw(corrected ? pull("reference") : none);
    const own = { network: draw(pull("network")), total: draw(whole) };
    return {
      dots: [
        { points: batch, ...BATCH },
        { points: dissection.states, ...PARTICLES },
      ],
      of(panel) {
        if (!panel) return data;
        if (panel.model === "mixture") return all ? null : reference;
        if (panel.model !== model) return null;
        const { part, energy } = panel;
        if (changed && (all || energy === "network")) {
          return { ...own[part], ...dissection.changed, caption: "its change", threshold: null };
        }
        const map = dissection.maps[part];
        const { size } = dissection.maps;
        const caption = "not averaged";
        return { ...own[part], ...(map && { map, size, caption, threshold: null }) };
      },
    };
  }, [shown, dissection, extent, all, changed]);
}

/** The sum lies beneath its parts. */
const STEP: readonly StepStroke[] = ["sum", "reference", "network", "noise"];
const NOTHING = new Float32Array(0);
