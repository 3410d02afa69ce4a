/**
 * The service worker of the built site: it keeps the site's files, so that the lab works offline, and
 * isolates the page on servers that do not, so that it has CPU threads.
 *
 * A build is kept whole or not at all: every file has to have the digest that the build wrote down, and
 * the page and all that it loads come from one build.
 */
declare const self: ServiceWorkerGlobalScope;

/** A file of the site: its path against the scope, and its digest for `fetch`. */
type SiteFile = [path: string, integrity: string];

/** Written by the build (vite.config.ts). */
interface Build {
  id: string;
  /** What the lab needs to work at all: kept before this worker takes over. */
  first: SiteFile[];
  /** Large files that few visits need: kept when they are used, or when the page has nothing to do. */
  later: SiteFile[];
}

const BUILD: Build = JSON.parse("@@build@@");
const { scope } = self.registration;
const PREFIX = `energy-correction-lab ${scope} `;
const CACHE = PREFIX + BUILD.id;
const FILES = new Map([...BUILD.first, ...BUILD.later]);

const ISOLATION = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

const requestOf = ([path, integrity]: SiteFile) =>
  new Request(new URL(path, scope), { integrity, cache: "no-cache" });

/** The site's file that a request is for; null where it is for none. */
function fileOf({ method, url }: Request): SiteFile | null {
  if (method !== "GET" || !url.startsWith(scope)) return null;
  const path = decodeURI(new URL(url).pathname.slice(new URL(scope).pathname.length));
  const integrity = FILES.get(path || "index.html");
  return integrity ? [path || "index.html", integrity] : null;
}

/** A file as it was kept, or else as the server has it, which is then kept; with no room or no storage, not. */
async function answer(file: SiteFile): Promise<Response> {
  const cache = await caches.open(CACHE).catch(() => null);
  const request = requestOf(file);
  const kept = await cache?.match(request).catch(() => undefined);
  if (kept) return isolated(kept);
  const response = await fetch(request);
  if (response.ok) await cache?.put(request, response.clone()).catch(() => undefined);
  return isolated(response);
}

function isolated({ body, status, statusText, headers }: Response): Response {
  const own = new Headers(headers);
  for (const [name, value] of Object.entries(ISOLATION)) own.set(name, value);
  return new Response(body, { status, statusText, headers: own });
}

async function keepFirst(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(BUILD.first.map(requestOf));
}

/** One after the other; what cannot be had now may be had when it is used. */
async function keepLater(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const request of BUILD.later.map(requestOf)) {
    if (!(await cache.match(request))) await cache.add(request).catch(() => undefined);
  }
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("install", (event) => event.waitUntil(keepFirst()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const file = fileOf(event.request);
  if (file) event.respondWith(answer(file));
});
self.addEventListener("message", (event) => {
  if (event.data === "take over") event.waitUntil(self.skipWaiting());
  if (event.data === "keep the rest") event.waitUntil(keepLater());
});
