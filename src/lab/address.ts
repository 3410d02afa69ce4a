import type { Lab } from "./lab.ts";

/** Milliseconds between a change and its writing; browsers refuse more than some writes a second. */
const REST = 250;

/** Keeps the address and the lab in step, both ways, and opens what the address says. */
export function followAddress(lab: Lab): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let arriving = false;
  const hash = () => `#${lab.learn.addressOf(lab.store.getState().place)}`;
  const write = () => {
    if (location.hash !== hash()) history.replaceState(null, "", hash());
  };
  const visit = () => {
    arriving = true;
    const { place, notices } = lab.learn.arrive(location.hash);
    lab.visit(place, notices);
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
