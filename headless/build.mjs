import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What the program is made of. */
const SOURCES = ["headless", "src", "workers", "package-lock.json", "vite.config.ts"];
const OTHERS = /^src.(views|styles)\b|\.css$/;

/** A digest of all that the program is made of. */
async function digest() {
  const found = await Promise.all(
    SOURCES.map(async (name) => {
      if (name.includes(".")) return [name];
      const entries = await readdir(join(root, name), { recursive: true });
      return entries.map((path) => join(name, path));
    }),
  );
  const paths = found.flat().filter((path) => /\.\w+$/.test(path) && !OTHERS.test(path));
  const hash = createHash("sha256");
  const texts = await Promise.all(paths.sort().map((path) => readFile(join(root, path))));
  for (const [i, text] of texts.entries())
    hash.update(`${paths[i]}\n${text.length}\n`).update(text);
  return hash.digest("hex").slice(0, 16);
}

/**
 * The folder of the program, bundled for Node: made once for the same sources, whole or not at all, since
 * many processes may start at once.
 *
 * @returns {Promise<string>}
 */
export async function bundled() {
  const folder = join(root, "node_modules/.cache/headless", await digest());
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${randomUUID()}`;
  const { build } = await import("vite");
  await build({
    root,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: draft,
      target: "node20",
      copyPublicDir: false,
      rolldownOptions: {
        input: {
          main: "headless/main.ts",
          thread: "headless/thread.ts",
          trial: "workers/trial.ts",
          features: "workers/features.ts",
          helper: "src/kernels/simd/helper.ts",
        },
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
  // Another process may have been quicker: its folder is as good.
  await rename(draft, folder).catch(() => rm(draft, { recursive: true }));
  return folder;
}
