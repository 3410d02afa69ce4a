import type { ToySettings } from "../model/recipe.ts";
import { firstPicture } from "./firstPicture.ts";
import { presetOf } from "./presets.ts";
import { type RecordedPast, type Recording, unpackPast, unpackRecording } from "./recording.ts";

/** The presets whose runs are shipped with the site, and what their files are called. */
export const SHIPPED: Readonly<Record<string, string>> = {
  "Figure 1": "figure-1",
  "Figure 2": "figure-2",
};

/** The shipped run's files, against the page: what the first view shows, and what may come later. */
export const filesOf = (name: string) => [`runs/${name}.run`, `runs/${name}.past.run`] as const;

/** A shipped run on its way; null where a file cannot be had. */
export interface Arriving {
  recording: Promise<Recording | null>;
  /** Fetched when it is asked for, but not before the page's first picture. */
  past: () => Promise<RecordedPast | null>;
}

/** Fetches the shipped run of exactly these settings; null where there is none. */
export function fetchShipped(settings: ToySettings): Arriving | null {
  const name = SHIPPED[presetOf(settings)?.name ?? ""];
  if (!name) return null;
  const [recording, past] = filesOf(name);
  return {
    recording: get(recording, unpackRecording),
    past: () => firstPicture.then(() => get(past, unpackPast)),
  };
}

/** A file that is nothing but a head start: without it the run begins at its beginning. */
async function get<Part>(
  file: string,
  open: (bytes: Uint8Array<ArrayBuffer>, name: string) => Promise<Part>,
): Promise<Part | null> {
  try {
    const response = await fetch(new URL(file, document.baseURI));
    return response.ok ? await open(new Uint8Array(await response.arrayBuffer()), file) : null;
  } catch {
    return null;
  }
}
