import type { Enclosed } from "../enclosed.ts";
import { isToyTab, type Place } from "../place.ts";
import { readSettings } from "../settingsFile.ts";

/** Where a settings file goes. */
export interface Opened {
  place: Place;
  enclosed: Enclosed;
  /** Whether its detection is measured on the built-in OOD sets. */
  builtIn: boolean;
}

/**
 * The place with the settings that a file holds, on their tab.
 *
 * @throws for people, where it is no settings file or report, or one of other settings
 */
export function openedSettings(place: Place, name: string, text: string): Opened {
  const run = readSettings(name, text);
  if (run.kind === "features") {
    const features = { ...place, tab: "features" as const, features: run.settings };
    return { place: features, enclosed: { drawing: null, painted: null }, builtIn: false };
  }
  const { settings, drawing, painted } = run;
  const tab = isToyTab(place.tab) ? place.tab : "lab";
  return {
    place: { ...place, tab, toy: settings },
    enclosed: { drawing, painted: painted && { sets: painted, used: true } },
    builtIn: painted === null,
  };
}
