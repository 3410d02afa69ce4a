import { useMemo } from "react";
import { currentChains } from "../../../lab/chains.ts";
import type { ModelKind } from "../../../model/recipe.ts";
import { useLabState } from "../../context.ts";
import type { Trails } from "../../maps/paint.ts";
import { modeColours } from "./colours.ts";

/** The ways of the chains up to the chosen time, and whose energy they are on; null where none are on screen. */
export function useTrails(): (Trails & { model: ModelKind }) | null {
  const shown = useLabState(({ place }) => place.instrument === "chains");
  // Of the newest state: over a picture of the past they would be of another energy.
  const chains = useLabState((state) => (state.toy.past ? null : currentChains(state)));
  const time = useLabState(({ chains }) => chains.time);
  return useMemo(() => {
    if (!shown || !chains) return null;
    const { steps, trails, paths, modes, choice } = chains;
    const times = steps.length;
    const until = Math.min(time ?? times - 1, times - 1);
    const colours = modeColours(modes);
    const at = (moment: number) =>
      Array.from(
        { length: paths.length / times },
        (_, chain) => colours[paths[chain * times + moment]!]!,
      );
    const ends = { from: at(0), to: at(until) };
    return { model: choice.model, states: trails, times, until, ...ends };
  }, [shown, chains, time]);
}
