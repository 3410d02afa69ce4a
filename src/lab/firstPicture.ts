import { painted } from "./link.ts";

const NAME = "first picture";

/** Milliseconds after which a page without a map goes on. */
const PATIENCE = 1500;

let seen = () => {};

/** Ends when the first map is on screen: what the first picture does without is loaded after it. */
export const firstPicture = new Promise<void>((resolve) => {
  seen = resolve;
  setTimeout(resolve, PATIENCE);
});

/** A map was drawn; marks when the first one has been painted, for `npm run load` and the browser's tools. */
export function markFirst(): void {
  if (performance.getEntriesByName(NAME).length > 0) return;
  painted(() => {
    if (performance.getEntriesByName(NAME).length === 0) performance.mark(NAME);
    seen();
  });
}
