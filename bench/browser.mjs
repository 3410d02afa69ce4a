import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { FLAGS, requireChromium, SOFTWARE_WEBGPU } from "../test/browser/chromium.mjs";

/** @typedef {import("./process.mjs").Host} Host */

const root = fileURLToPath(new URL("..", import.meta.url));
const page = fileURLToPath(new URL("page", import.meta.url));

/** Takes back the isolation headers of vite.config.ts, and with them shared memory. */
const NOT_ISOLATED = {
  "Cross-Origin-Opener-Policy": "unsafe-none",
  "Cross-Origin-Embedder-Policy": "unsafe-none",
};

/**
 * Builds the bench's page as the site is built, serves it, and opens the system's browser.
 *
 * @param {boolean} software whether to give the page WebGPU on a software adapter
 */
export async function openBrowser(software) {
  const outDir = await mkdtemp(join(tmpdir(), "energy-correction-bench-"));
  process.env.NODE_ENV = "production";
  await build({
    root: page,
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    // tfjs-backend-wasm starts its threads from the text of a function, which minified is wrong.
    build: { outDir, emptyOutDir: true, minify: false },
  });
  const isolated = await serve(outDir, {});
  const alone = await serve(outDir, NOT_ISOLATED);
  const browser = await chromium.launch({
    executablePath: requireChromium(),
    args: [...FLAGS, ...(software ? SOFTWARE_WEBGPU : [])],
  });

  return {
    version: browser.version(),
    /**
     * A worker on a page of its own; only one that is isolated has shared memory, and threads.
     *
     * @param {boolean} threads
     * @returns {Promise<Host>}
     */
    async host(threads) {
      const context = await browser.newContext();
      const tab = await context.newPage();
      /** @type {string[]} */
      const problems = [];
      tab.on("pageerror", (error) => problems.push(error.message));
      await tab.goto((threads ? isolated : alone).url);
      await tab.waitForFunction(() => "ask" in window);
      return {
        ask: (request) =>
          tab
            .evaluate((asked) => window.ask(asked), request)
            .catch((/** @type {Error} */ error) => {
              const [line] = error.message.replace(/^page.evaluate: (Error: )?/, "").split("\n");
              throw new Error([line, ...problems].join("; "));
            }),
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      await Promise.all([isolated.close(), alone.close()]);
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

/** @param {string} outDir @param {Record<string, string>} headers */
async function serve(outDir, headers) {
  const server = await preview({
    root,
    logLevel: "warn",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, open: false, headers },
  });
  const address = server.httpServer.address();
  if (!address || typeof address === "string") throw new Error("bench: the server has no port");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => server.close() };
}
