import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

/** The repository's folder. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** Vite, which loads the lab's TypeScript in Node: `(await openSource()).ssrLoadModule(path)`. */
export async function openSource() {
  // tfjs's ES modules look for Node's `require` when they run in Node.
  Object.assign(globalThis, { require: createRequire(import.meta.url) });
  return createServer({
    root,
    logLevel: "error",
    server: { middlewareMode: true, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
}
