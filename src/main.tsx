import { createRoot } from "react-dom/client";
import { followAddress } from "./lab/address.ts";
import { createLab } from "./lab/lab.ts";
import { copied, featuresWorker, kept, painted, toyWorker } from "./lab/link.ts";
import { keepOffline } from "./lab/offline.ts";
import { fleetingArchive } from "./lab/runs/archive.ts";
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

const lab = createLab({
  ...{ toyWorker, featuresWorker, painted, keeping: kept, chapters },
  ...{ shipped: fetchShipped, copy: copied },
  archive: fleetingArchive("runs are kept until the page closes"),
  home: () => location.href.replace(/#.*/s, ""),
});
followAddress(lab);
followKeys(lab);
if (import.meta.env.PROD && !/[#&]embed=1(&|$)/.test(location.hash)) {
  keepOffline(lab.store, "./offline.js");
}

loadTab(lab.store.getState().place.tab);
createRoot(document.getElementById("page")!).render(
  <LabContext value={lab}>
    <App />
  </LabContext>,
);
