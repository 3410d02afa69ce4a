import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { INSTRUMENTS, type Instrument } from "../../lab/place.ts";
import { useLab, useLabState } from "../context.ts";
import { deferred } from "../Deferred.tsx";

const Detection = deferred(() =>
  import("./detection/Detection.tsx").then(({ Detection }) => Detection),
);
const Fit = deferred(() => import("./fit/Fit.tsx").then(({ Fit }) => Fit));
const Chains = deferred(() => import("./chains/Chains.tsx").then(({ Chains }) => Chains));
const Motion = deferred(() => import("./motion/Motion.tsx").then(({ Motion }) => Motion));

export const SHOWN: Record<Instrument, { title: string; content: () => ReactNode }> = {
  detection: { title: "Detection", content: () => <Detection /> },
  fit: { title: "Fit and modes", content: () => <Fit /> },
  chains: { title: "Chains", content: () => <Chains /> },
  motion: { title: "Slow motion", content: () => <Motion /> },
};

/** What is read off the run, one instrument at a time, beneath the maps. */
export function Instruments() {
  const { toy } = useLab();
  const instrument = useLabState(({ place }) => place.instrument);
  return (
    <Tabs.Root
      value={instrument}
      onValueChange={(to) => toy.setInstrument(to as Instrument)}
      className="instruments"
    >
      <Tabs.List className="tabs" aria-label="Instruments">
        {INSTRUMENTS.map((name) => (
          <Tabs.Trigger key={name} value={name}>
            {SHOWN[name].title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {instrument !== "none" && (
        <Tabs.Content value={instrument}>
          <h2 className="hidden">{SHOWN[instrument].title}</h2>
          {SHOWN[instrument].content()}
        </Tabs.Content>
      )}
    </Tabs.Root>
  );
}
