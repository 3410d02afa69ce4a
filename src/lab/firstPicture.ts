import { painted } from "./link.ts";

const NAME = "first picture";

/** Marks when the first map that was drawn has been painted, for `npm run load` and the browser's tools. */
export function markFirst(): void {
  if (performance.getEntriesByName(NAME).length > 0) return;
  painted(() => {
    if (performance.getEntriesByName(NAME).length === 0) performance.mark(NAME);
  });
}
