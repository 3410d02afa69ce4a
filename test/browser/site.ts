import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the built site, served from a sub-path; below it lies the page of `harness/`. */
    site: string;
  }
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const harness = fileURLToPath(new URL("harness", import.meta.url));

/** Builds the page in the folder `from` as the site is built for production. */
async function bundle(from: string, outDir: string): Promise<void> {
  const mode = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  await build({
    root: from,
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir, emptyOutDir: true },
  });
  process.env.NODE_ENV = mode;
}

/** The built site, being served, and how that ends. */
interface Site {
  address: string;
  close: () => Promise<void>;
}

/** Builds the site into a temporary folder and serves it at http://127.0.0.1:<port>/lab/. */
async function serve(): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), "energy-correction-lab-"));
  await bundle(root, outDir);
  await bundle(harness, join(outDir, "harness"));

  const server = await preview({
    root,
    base: "/lab/",
    logLevel: "warn",
    build: { outDir },
    preview: { host: "127.0.0.1", port: 0, open: false },
  });
  const address = server.httpServer.address();
  if (!address || typeof address === "string") throw new Error("site: the server has no port");
  const close = async () => {
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  };
  return { address: `http://127.0.0.1:${address.port}/lab/`, close };
}

/** Each project has this module to itself, and the site is built once for them all. */
const shared = globalThis as { site?: Promise<Site> | undefined };

/** Tells a project's tests where the site is. */
export default async function provide(project: TestProject): Promise<() => Promise<void>> {
  shared.site ??= serve();
  const own = shared.site;
  project.provide("site", (await own).address);
  return async () => {
    // The first of the projects to end closes it: they all end after the last test.
    if (shared.site !== own) return;
    shared.site = undefined;
    await (await own).close();
  };
}
