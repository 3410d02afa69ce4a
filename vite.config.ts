import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import asc from "assemblyscript/asc";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** Makes shared memory, and with it CPU threads, available to the page. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

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
      const build = query.exec(id)?.[1];
      if (!build) return null;
      const entry = id.replace(query, "");
      const features = ["threads", "simd", ...(build === "relaxed" ? ["relaxed-simd"] : [])];
      let bytes: Uint8Array | undefined;
      const { error, stderr } = await asc.main(
        [
          entry,
          ...["-O3", "--noAssert", "--runtime", "stub", "--outFile", "out.wasm"],
          // Shared memory may be made on every page; only an isolated one may post it to a thread.
          ...["--importMemory", "--sharedMemory", "--initialMemory", "1"],
          // Below the static data lies the threads' control block (queue.ts).
          ...["--maximumMemory", "65536", "--memoryBase", "1024"],
          ...features.flatMap((feature) => ["--enable", feature]),
        ],
        {
          writeFile: (name, contents) => {
            if (name === "out.wasm") bytes = contents as Uint8Array;
          },
        },
      );
      if (error || !bytes) throw new Error(`assemblyscript: ${entry}: ${stderr.toString()}`);
      return `export default ${JSON.stringify(Buffer.from(bytes).toString("base64"))};`;
    },
  };
}

/** Compiling the kernels takes most of a build, and the bundler need not report it. */
const quiet = { checks: { pluginTimings: false } };

export default defineConfig({
  base: "./",
  plugins: [react(), assemblyScript()],
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
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/browser/site.ts"],
          testTimeout: 240_000,
          // A busy machine takes its time: a poll ends when its state is there.
          expect: { poll: { timeout: 30_000 } },
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
    root: fileURLToPath(new URL("./", import.meta.url)),
  },
});
