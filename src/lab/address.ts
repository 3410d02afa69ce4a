import { encodeEnclosed, NOTHING_ENCLOSED, stillThere } from "./enclosed.ts";
import type { Lab } from "./lab.ts";

/** Milliseconds between a change and its writing; browsers refuse more than some writes a second. */
const REST = 250;

/**
 * Keeps the address and the lab in step, both ways, and opens what the address says.
 *
 * Points that a link brought stay in the address until they are changed, so that the page can be loaded
 * anew; others only get into a link when it is copied, since they make it long.
 */
export function followAddress(lab: Lab): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let arriving = false;
  let brought = NOTHING_ENCLOSED;
  const hash = () => {
    const state = lab.store.getState();
    const points = encodeEnclosed(stillThere(brought, state));
    return `#${[lab.learn.addressOf(state.place), points].filter(Boolean).join("&")}`;
  };
  const write = () => {
    if (location.hash !== hash()) history.replaceState(null, "", hash());
  };
  const visit = () => {
    arriving = true;
    const { place, enclosed, notices } = lab.learn.arrive(location.hash);
    brought = enclosed;
    lab.visit(place, notices, enclosed);
    arriving = false;
  };
  lab.store.subscribe(({ place }, { place: before }) => {
    if (place === before) return;
    clearTimeout(timer);
    // The browser's Back and Forward go between chapters.
    const turned = place.tab === "learn" && place.chapter !== before.chapter;
    if (turned && !arriving) history.pushState(null, "", hash());
    timer = setTimeout(write, REST);
  });
  addEventListener("hashchange", visit);
  visit();
}
