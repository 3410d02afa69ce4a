import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const root = fileURLToPath(new URL("./", import.meta.url));

/** Makes shared memory, and with it CPU threads, available to the page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** What `asc` compiles every build with. */
const FLAGS = [
  ...["-O3", "--noAssert", "--runtime", "stub", "--outFile", "out.wasm"],
  // Shared memory may be made on every page; only an isolated one may post it to a thread.
  ...["--importMemory", "--sharedMemory", "--initialMemory", "1"],
  // Below the static data lies the threads' control block (queue.ts).
  ...["--maximumMemory", "65536", "--memoryBase", "1024"],
];
const FEATURES = { plain: ["threads", "simd"], relaxed: ["threads", "simd", "relaxed-simd"] };

/** Compiles an AssemblyScript module, or throws what the compiler says. */
async function compile(entry: string, options: string[]): Promise<Uint8Array> {
  const { default: asc } = await import("assemblyscript/asc");
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main([entry, ...options], {
    writeFile: (name, contents) => {
      if (name === "out.wasm") bytes = contents as Uint8Array;
    },
  });
  if (error || !bytes) throw new Error(`assemblyscript: ${entry}: ${stderr.toString()}`);
  return bytes;
}

/** Where a module of these sources, options and compiler is kept between builds. */
async function cacheFile(folder: string, options: string[]): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  const sources = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const { version } = createRequire(import.meta.url)("assemblyscript/package.json");
  const key = createHash("sha256").update(JSON.stringify([version, options, names, sources]));
  return join(root, "node_modules/.cache/assemblyscript", `${key.digest("hex")}.wasm`);
}

/**
 * Compiles AssemblyScript: `import base64 from "./assembly/index.ts?wasm=relaxed"` (or `=plain`)
 * gives the module's bytes in base64, so that they travel inside the worker's one file.
 */
function assemblyScript(): Plugin {
  const query = /\?wasm=(plain|relaxed)$/;
  return {
    name: "assemblyscript",
    enforce: "pre",
    async load(id) {
      const build = query.exec(id)?.[1] as keyof typeof FEATURES | undefined;
      if (!build) return null;
      const entry = id.replace(query, "");
      const options = [...FLAGS, ...FEATURES[build].flatMap((feature) => ["--enable", feature])];
      const file = await cacheFile(dirname(entry), options);
      const bytes = await readFile(file).catch(async () => {
        const compiled = Buffer.from(await compile(entry, options));
        await keep(file, compiled);
        return compiled;
      });
      return `export default ${JSON.stringify(bytes.toString("base64"))};`;
    },
  };
}

/** Writes a file whole or not at all: another build may be reading it. */
async function keep(file: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, bytes);
  await rename(draft, file);
}

/** Files of the site that work offline once they were used, or once the page had nothing to do. */
const LATER = /^samples\/|^assets\/(hdf5|parquet)-|\.py$/;
/** Files that are not kept: no page asks for them. */
const UNUSED = /\.(ttf|woff)$|^lab\.png$|^offline\.js$/;

/** Builds the service worker into the site, with the list of the site's files and their digests. */
function offline(): Plugin {
  return {
    name: "offline",
    apply: (_, { command, isSsrBuild }) => command === "build" && !isSsrBuild,
    buildStart() {
      const id = join(root, "workers/offline.ts");
      this.emitFile({ type: "chunk", id, fileName: "offline.js" });
    },
    async writeBundle({ dir = "" }) {
      const found = await readdir(dir, { recursive: true, withFileTypes: true });
      const paths = found
        .filter((entry) => entry.isFile())
        .map((entry) => relative(dir, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
        .filter((path) => !UNUSED.test(path))
        .sort();
      const digest = async (path: string) =>
        createHash("sha256")
          .update(await readFile(join(dir, path)))
          .digest("base64");
      const files = await Promise.all(
        paths.map(async (path) => [path, `sha256-${await digest(path)}`] as const),
      );
      const id = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
      const first = files.filter(([path]) => !LATER.test(path));
      const later = files.filter(([path]) => LATER.test(path));
      const worker = join(dir, "offline.js");
      const build = JSON.stringify(JSON.stringify({ id, first, later }));
      const code = await readFile(worker, "utf8");
      await writeFile(
        worker,
        code.replace(/(["'`])@@build@@\1/, () => build),
      );
    },
  };
}

/** Compiling the kernels takes most of a first build, and the bundler need not report it. */
const quiet = { checks: { pluginTimings: false } };

/** Browser tests of how soon the page does something. */
const BUDGETS = ["test/browser/live.test.ts"];

/** A project of tests that a browser runs, against the built site. */
function browserTests(
  name: string,
  files: TestProjectInlineConfiguration["test"],
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      ...{ name, ...files },
      globalSetup: ["test/browser/site.ts"],
      testTimeout: 240_000,
      // A busy machine takes its time: a poll ends when its state is there.
      expect: { poll: { timeout: 30_000 } },
      hookTimeout: 120_000,
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [react(), assemblyScript(), offline()],
  worker: { format: "es", plugins: () => [assemblyScript()], rolldownOptions: quiet },
  server: { port: 5173, headers: isolation },
  preview: { port: 5173, headers: isolation },
  // In Node, tfjs's CommonJS bundles lack the gradients; its ES modules have them.
  ssr: { noExternal: [/^@tensorflow/] },
  build: { target: "es2023", chunkSizeWarningLimit: 1500, rolldownOptions: quiet },
  test: {
    setupFiles: ["test/setup.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/browser/**"],
          testTimeout: 30_000,
          // Vitest leaves one core free, which of two is half.
          maxWorkers: "100%",
        },
      },
      browserTests("browser", {
        include: ["test/browser/**/*.test.ts"],
        exclude: BUDGETS,
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
      // A second browser beside them would take the time that they hold the page to.
      browserTests("budgets", {
        include: BUDGETS,
        fileParallelism: false,
        sequence: { groupOrder: 2 },
      }),
    ],
    root,
  },
});
