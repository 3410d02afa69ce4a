import type { EnergyMap } from "../../../workers/protocol/maps.ts";
import type { ComparedToy } from "./compared.ts";
import { judgedModel } from "./headline.ts";
import { rangeOfMap, shownMap } from "./pictures.ts";
import type { KeptMap } from "./record.ts";

/** A map of a comparison: a run's, or that of the data which some of the runs learned from. */
export interface ComparedMap {
  /** Null: the data's. */
  number: number | null;
  title: string;
  map: EnergyMap;
  size: number;
  extent: number;
}

/** -log p of every run that has a map, and of their data, all on the same colours. */
export function comparedMaps(runs: readonly ComparedToy[]): ComparedMap[] {
  const own = runs.flatMap(({ number, title, run, details }) => {
    const map = details?.maps[judgedModel(run.settings.model)];
    return map ? [{ number, title, kept: map }] : [];
  });
  const maps = [...truthsOf(runs), ...own];
  const values = maps.map(({ kept }) => shownMap(kept, [0, 1]).values);
  // The data's ranges decide, so that a model which is far off does not take the colours from all.
  const deciding = maps.some(({ number }) => number === null)
    ? maps.filter(({ number }) => number === null)
    : maps;
  const ranges = deciding.map((map) => rangeOfMap(values[maps.indexOf(map)]!));
  const domain: [number, number] = [
    Math.min(...ranges.map(([low]) => low)),
    Math.max(...ranges.map(([, high]) => high)),
  ];
  return maps.map(({ number, title, kept }, i) => ({
    ...{ number, title, size: kept.size, extent: kept.extent },
    map: { values: values[i]!, domain, diverging: false, contours: [] },
  }));
}

interface Named {
  number: number | null;
  title: string;
  kept: KeptMap;
}

/** The truths that the runs learned from, each once. */
function truthsOf(runs: readonly ComparedToy[]): Named[] {
  const found = new Map<string, Named>();
  for (const { run, details } of runs) {
    const kept = details?.maps.truth;
    if (!kept) continue;
    const { data, shape } = run.settings;
    const key = JSON.stringify([data, shape, data === "drawn" && [...kept.codes]]);
    if (!found.has(key)) found.set(key, { number: null, title: `the data, ${data}`, kept });
  }
  return [...found.values()];
}

/** The nats that a difference's colours reach at least, to either side. */
const LEAST = 0.5;

/**
 * The maps less the first run's, of those that cover the same square with as many cells: above 0 a run
 * finds a place less likely than the first does. On colours that part at 0 and are the same for all.
 */
export function differences(maps: readonly ComparedMap[]): ComparedMap[] {
  const first = maps.find(({ number }) => number !== null);
  if (!first) return [];
  const [low, high] = first.map.domain;
  const reach = Math.max(LEAST, (high - low) / 3);
  return maps
    .filter((map) => map !== first && map.size === first.size && map.extent === first.extent)
    .map((map) => ({
      ...map,
      map: {
        values: map.map.values.map((value, i) => value - first.map.values[i]!),
        ...{ domain: [-reach, reach], diverging: true, contours: [] },
      },
    }));
}
