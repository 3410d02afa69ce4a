import type { ReactNode } from "react";
import type { Section as Name } from "../lab/sections.ts";
import { useIsShown } from "./context.ts";

/** What is in it, unless the address hides this section of the page: then it is not mounted. */
export function Section({ name, children }: { name: Name; children: ReactNode }) {
  return useIsShown(name) ? children : null;
}
