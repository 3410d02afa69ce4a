import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { FLAGS, requireChromium } from "./chromium.mjs";

/**
 * A browser with a profile on disk that can be killed like a process that crashes.
 *
 * @param {string} profile a folder
 */
export async function launch(profile) {
  const args = [...FLAGS, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  const own = spawn(requireChromium(), args, { stdio: "ignore", detached: true });
  const ended = new Promise((resolve) => own.once("exit", resolve));
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await portOf(profile)}`);
  const [context] = browser.contexts();
  if (!context || own.pid === undefined) throw new Error("browser: it has no context");
  const group = -own.pid;
  return {
    context,
    /** Ends all of its processes at once. */
    async kill() {
      if (own.exitCode === null && own.signalCode === null) process.kill(group, "SIGKILL");
      await ended;
    },
  };
}

/** The port that a browser listens at for who debugs it. @param {string} profile */
async function portOf(profile) {
  for (let wait = 0; wait < 30_000; wait += 50) {
    try {
      const [port = ""] = readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n");
      if (port && (await fetch(`http://127.0.0.1:${port}/json/version`).catch(() => null)))
        return port;
    } catch {
      // It has not written it yet.
    }
    await sleep(50);
  }
  throw new Error("browser: it opened no port within 30 s");
}

/**
 * The runs in the page's database: of each its record, and the update of its newest state.
 *
 * @param {import("playwright-core").Page} page
 * @returns {Promise<{ record: import("../../src/lab/runs/record.ts").RunRecord, state: number | null }[]>}
 */
export const keptRuns = (page) =>
  page.evaluate(async () => {
    /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    // Opening one that is not there would make it.
    const known = await indexedDB.databases();
    if (!known.some(({ name }) => name === "energy-correction-lab")) return [];
    const database = await done(indexedDB.open("energy-correction-lab"));
    const view = database.transaction(["records", "states"]);
    const rows = await done(view.objectStore("records").getAll());
    const keys = /** @type {[string, number][]} */ (
      await done(view.objectStore("states").getAllKeys())
    );
    database.close();
    return rows
      .filter(({ removed }) => removed === null)
      .map(({ id, record }) => {
        const updates = keys.filter(([of]) => of === id).map(([, update]) => update);
        return { record, state: updates.length > 0 ? Math.max(...updates) : null };
      });
  });

/**
 * Watches the update that the page shows.
 *
 * @param {import("playwright-core").Page} page
 * @param {number} milliseconds
 * @returns {Promise<{ at: number, update: number }[]>} with milliseconds since 1970
 */
export async function watched(page, milliseconds) {
  const end = Date.now() + milliseconds;
  const output = page.getByRole("status", { name: "Updates", exact: true });
  const seen = [];
  while (Date.now() < end) {
    const update = Number((await output.textContent())?.replace(/\D.*/, ""));
    seen.push({ at: Date.now(), update });
    await sleep(40);
  }
  return seen;
}

/**
 * Milliseconds of a run that are lost where one goes on from an update: from when that was shown, or, if
 * it was not yet on screen, none.
 *
 * @param {{ at: number, update: number }[]} seen in the order of time, the last one when it was killed
 * @param {number} update
 */
export function lostSince(seen, update) {
  const later = seen.findLastIndex((moment) => moment.update <= update);
  return seen.at(-1).at - seen[Math.max(0, later)].at;
}
