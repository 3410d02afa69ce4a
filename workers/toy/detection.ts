import { type Distribution, distribution } from "../../src/detection/distribution.ts";
import { metricsOf, rocCurve, thresholds } from "../../src/detection/roc.ts";
import { OOD_GROUPS, type OodGroup } from "../../src/model/recipe.ts";
import { contourPath } from "../contours.ts";
import type { EnergyDetection } from "../protocol/look.ts";
import type { MapLevel } from "../protocol/maps.ts";

const ROC_POINTS = 200;

/** An energy of a frame: of the held-out ID points, and on its map. */
export interface SeenEnergy {
  inside: Float32Array;
  /** [size, size]: the energy plus `offset`, which turns it into -log p where the maps show that. */
  map: Float32Array;
  size: number;
  offset: number;
}

/** Metrics, ROC curves and histograms of an energy: all of its detection but the threshold's level. */
export function scoringOf(
  { inside, offset }: Pick<SeenEnergy, "inside" | "offset">,
  ood: Record<OodGroup, Float32Array>,
): Omit<EnergyDetection, "level"> {
  // Sorted here, since whatever follows sorts again, and what is sorted sorts faster.
  const id = inside.slice().sort();
  const groups = OOD_GROUPS.filter((group) => ood[group].length > 0);
  const sets = groups.map((group) => ood[group].slice().sort());
  const results = sets.map((outside, i) => ({
    ...{ dataset: groups[i], ...metricsOf(id, outside) },
    curve: rocCurve(id, outside, ROC_POINTS),
  }));
  return { results, distribution: moved(distribution(id, sets), offset) };
}

/** The energy that the share `gamma` of the held-out points does not exceed, and its contour line. */
export function levelOf({ inside, map, size, offset }: SeenEnergy, gamma: number): MapLevel {
  const level = thresholds(inside, [gamma])[0] + offset;
  return { level, path: contourPath(map, size, level) };
}

/** The distribution of scores that are all higher by `offset`. */
function moved(found: Distribution, offset: number): Distribution {
  const [low, high] = found.domain;
  return {
    ...found,
    domain: [low + offset, high + offset],
    thresholds: found.thresholds.map((level) => level + offset),
  };
}
