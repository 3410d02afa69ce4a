import type { Lab } from "./lab.ts";
import { decode, encode } from "./url.ts";

/** Milliseconds between a change and its writing; browsers refuse more than some writes a second. */
const REST = 250;

/** Keeps the address and the lab in step, both ways, and opens what the address says. */
export function followAddress(lab: Lab): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    const hash = `#${encode(lab.store.getState().place)}`;
    if (location.hash !== hash) history.replaceState(null, "", hash);
  };
  const visit = () => {
    const { place, notices } = decode(location.hash);
    lab.visit(place, notices);
  };
  lab.store.subscribe(({ place }, before) => {
    if (place === before.place) return;
    clearTimeout(timer);
    timer = setTimeout(write, REST);
  });
  addEventListener("hashchange", visit);
  visit();
}
