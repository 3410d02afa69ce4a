import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundled } from "./build.mjs";

/** `npm run lab:run -- --help` says what it does. */

const { main } = await import(pathToFileURL(join(await bundled(), "main.js")).href);
const code = await main(process.argv.slice(2));
// What was written to a pipe may still be on its way, and with it the news that it cannot be.
process.stdout.write("", () => setImmediate(() => process.exit(code)));
