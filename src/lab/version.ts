import { version } from "../../package.json";

/** Of the lab. */
export const VERSION = version;
