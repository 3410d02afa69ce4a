import { createContext, useContext } from "react";
import type { Lab } from "../lab/lab.ts";
import { isShown, type Section } from "../lab/sections.ts";
import { type LabState, useLabStore } from "../lab/store.ts";

export const LabContext = createContext<Lab | null>(null);

/** The lab that the page shows: its actions. */
export function useLab(): Lab {
  const lab = useContext(LabContext);
  if (!lab) throw new Error("a view stands outside of LabContext");
  return lab;
}

/** A part of the lab's state; the component follows it. */
export function useLabState<T>(select: (state: LabState) => T): T {
  return useLabStore(useLab().store, select);
}

/** Whether a part of the page is on screen: the address may hide some. */
export const useIsShown = (section: Section): boolean =>
  useLabState(({ place }) => isShown(place, section));
