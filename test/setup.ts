import { createRequire } from "node:module";

/** tfjs's ES modules look for Node's `require` when they run in Node. */
Object.assign(globalThis, { require: createRequire(import.meta.url) });
