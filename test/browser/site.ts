import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the built site, served from a sub-path. */
    site: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the site once into a temporary folder and serves it at http://127.0.0.1:<port>/lab/. */
export default async function serve(project: TestProject): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), "energy-correction-lab-"));
  const quiet = { rolldownOptions: { checks: { pluginTimings: false } } };
  const mode = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  await build({
    root,
    logLevel: "warn",
    build: { outDir, emptyOutDir: true, ...quiet },
    worker: quiet,
  });
  process.env.NODE_ENV = mode;

  const server = await preview({
    root,
    base: "/lab/",
    logLevel: "warn",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, open: false },
  });
  const address = server.httpServer.address();
  if (!address || typeof address === "string") throw new Error("site: the server has no port");
  project.provide("site", `http://127.0.0.1:${address.port}/lab/`);

  return async () => {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
}
