import type { LabState } from "../store.ts";

/** Whether a kept run is the one that this page has at hand. */
export const isHere = ({ runs }: LabState, id: string): boolean => runs.here === id;
