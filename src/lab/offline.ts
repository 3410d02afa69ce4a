import type { LabStore } from "./store.ts";

/** Calls back when the page has nothing else to do. */
function atRest(then: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(then, { timeout: 10_000 });
  else setTimeout(then, 2000);
}

/**
 * Keeps the site in this browser, so that it works offline, and tells the store of a new version; does
 * nothing where a browser or a server does not take part in it.
 *
 * @param worker address of the service worker, against the page
 */
export function keepOffline(store: LabStore, worker: string): void {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const begin = () => serviceWorker.register(worker).then(follow, () => undefined);

  /** @param registration none where a browser only seems to register */
  function follow(registration?: ServiceWorkerRegistration): void {
    if (!registration) return;
    const watch = () =>
      registration.installing?.addEventListener("statechange", () => tell(registration));
    tell(registration);
    watch();
    registration.addEventListener("updatefound", watch);
    serviceWorker.ready.then(({ active }) => atRest(() => keepRest(active)));
  }

  function keepRest(active: ServiceWorker | null): void {
    const { connection } = navigator as { connection?: { saveData?: boolean } };
    if (!connection?.saveData) active?.postMessage("keep the rest");
  }

  /** A version that waits while this page runs on an older one. */
  function tell({ waiting }: ServiceWorkerRegistration): void {
    if (!waiting || !serviceWorker.controller) return;
    const newVersion = () => {
      asked = true;
      waiting.postMessage("take over");
    };
    store.setState({ newVersion });
  }

  // Another page may let a new version take over: this one is then of files that are gone.
  let asked = false;
  let controlled = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
    else if (controlled) store.setState({ newVersion: () => location.reload() });
    controlled = true;
  });

  if (document.readyState === "complete") atRest(begin);
  else addEventListener("load", () => atRest(begin));
}
