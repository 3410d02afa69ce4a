import { Tabs } from "radix-ui";
import { useEffect } from "react";
import type { Tab } from "../lab/place.ts";
import { Alerts } from "./Alerts.tsx";
import { Boundary } from "./Boundary.tsx";
import { useIsShown, useLab, useLabState } from "./context.ts";
import { deferred } from "./Deferred.tsx";
import { Header } from "./Header.tsx";
import { NewVersion } from "./NewVersion.tsx";
import { Section } from "./Section.tsx";
import { WholeLab } from "./share/WholeLab.tsx";
import { ToyTab } from "./toy/ToyTab.tsx";

const Learn = deferred(() => import("./learn/Learn.tsx").then(({ Learn }) => Learn));
const FeaturesTab = deferred(() =>
  import("./features/FeaturesTab.tsx").then(({ FeaturesTab }) => FeaturesTab),
);
const RunsTab = deferred(() => import("./runs/RunsTab.tsx").then(({ RunsTab }) => RunsTab));

/** Has what the page begins with on its way; where that fails, the tab says so when it is shown. */
export function loadTab(tab: Tab): void {
  if (tab === "learn") Learn.ahead().catch(() => {});
  if (tab === "features") FeaturesTab.ahead().catch(() => {});
  if (tab === "runs") RunsTab.ahead().catch(() => {});
}

export function App() {
  const lab = useLab();
  const tab = useLabState(({ place }) => place.tab);
  const embed = useLabState(({ place }) => place.embed);
  const headed = useIsShown("header");
  const large = useLabState(({ place }) => place.large);
  useEffect(() => {
    document.documentElement.classList.toggle("large", large);
  }, [large]);
  const notices = useLabState(({ notices }) => notices);
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(to) => lab.setTab(to as Tab)}
      className={embed ? "page embedded" : "page"}
    >
      <Section name="header">
        <Header />
      </Section>
      <NewVersion />
      <Alerts
        title="Some of the address was not understood"
        lines={notices}
        onDismiss={lab.dismissNotices}
      />
      <main tabIndex={-1}>
        {!headed && <h1 className="hidden">Energy Correction Lab</h1>}
        <Tabs.Content value="learn">
          <Boundary>
            <Learn />
          </Boundary>
        </Tabs.Content>
        <Tabs.Content value="lab">
          <Boundary>
            <ToyTab />
          </Boundary>
        </Tabs.Content>
        <Tabs.Content value="features">
          <Boundary>
            <FeaturesTab />
          </Boundary>
        </Tabs.Content>
        <Tabs.Content value="runs">
          <Boundary>
            <RunsTab />
          </Boundary>
        </Tabs.Content>
      </main>
      {embed && <WholeLab />}
    </Tabs.Root>
  );
}
