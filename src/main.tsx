import { createRoot } from "react-dom/client";
import { followAddress } from "./lab/address.ts";
import { firstPicture } from "./lab/firstPicture.ts";
import { createLab } from "./lab/lab.ts";
import {
  archiveWorker,
  copied,
  featuresWorker,
  kept,
  painted,
  persist,
  toyWorker,
  trialWorker,
} from "./lab/link.ts";
import { keepOffline } from "./lab/offline.ts";
import { browserLocks } from "./lab/runs/locks.ts";
import { openedArchive } from "./lab/runs/opened.ts";
import { fetchShipped } from "./lab/shipped.ts";
import { followKeys } from "./lab/shortcuts.ts";
import { App, loadTab } from "./views/App.tsx";
import { LabContext } from "./views/context.ts";

const files = import.meta.glob<string>("./chapters/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});
const chapters = Object.entries(files).map(([path, text]) => ({
  ...{ name: path.split("/").at(-1)!, text },
}));

const archive = openedArchive(async () => {
  // It loads while the page's own part does.
  const first = [archiveWorker()];
  const { storedArchive } = await import("./lab/runs/stored.ts");
  const channel = new BroadcastChannel("energy-correction-lab/runs");
  return storedArchive(() => first.pop() ?? archiveWorker(), channel);
});

const lab = createLab({
  ...{ toyWorker, featuresWorker, painted, keeping: kept, chapters },
  ...{ shipped: fetchShipped, copy: copied },
  ...{ archive, locks: browserLocks, persist },
  ...{ trialWorker, cores: navigator.hardwareConcurrency },
  home: () => location.href.replace(/#.*/s, ""),
});
followAddress(lab);
followKeys(lab);
if (import.meta.env.PROD && !/[#&]embed=1(&|$)/.test(location.hash)) {
  keepOffline(lab.store, "./offline.js");
}

void firstPicture
  // What the first keeping needs comes along, so that it is not waited for then.
  .then(() => Promise.all([import("./lab/runs/keeping.ts"), import("./lab/runs/stored.ts")]))
  .then(([{ keepRuns }]) => {
    keepRuns(lab.store, { archive, locks: browserLocks, open: lab.runs.open });
  });
void firstPicture
  .then(() => import("./lab/runs/features/keeping.ts"))
  .then(({ keepFeatureRuns }) => {
    keepFeatureRuns(lab.store, { archive, locks: browserLocks, open: lab.runs.open });
  });

loadTab(lab.store.getState().place.tab);
createRoot(document.getElementById("page")!).render(
  <LabContext value={lab}>
    <App />
  </LabContext>,
);
