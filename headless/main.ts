import { setFlagsFromString } from "node:v8";
import { hasRelaxedSimd } from "../src/kernels/simd/relaxed.ts";
import { messageOf } from "../workers/serve.ts";
import { InputError } from "./inputError.ts";
import { jobOf } from "./job.ts";
import { endLine, say } from "./terminal.ts";
import { offerWebWorkers } from "./webWorkers.ts";

const DONE = 0;
const FAILED = 1;
const BAD_INPUT = 2;
const INTERRUPTED = 130;

/**
 * Does what the command line says and returns the program's exit code.
 *
 * @param args of the command line, the program's own name left out
 */
export async function main(args: readonly string[]): Promise<number> {
  process.on("SIGINT", () => {
    endLine();
    process.exit(INTERRUPTED);
  });
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    // Who reads the output may have read enough.
    if (code === "EPIPE") process.exit(DONE);
    say(`standard output: expected to be written, found ${message}`);
    process.exit(FAILED);
  });
  process.stderr.on("error", () => {});
  offerWebWorkers();
  // Node 20 has it, as browsers do, but asks to be told.
  if (!hasRelaxedSimd()) setFlagsFromString("--experimental-wasm-relaxed-simd");
  try {
    const job = jobOf(args);
    return await job().then(
      (well) => (well ? DONE : FAILED),
      (error) => {
        say(messageOf(error));
        return error instanceof InputError ? BAD_INPUT : FAILED;
      },
    );
  } catch (error) {
    say(messageOf(error));
    return BAD_INPUT;
  }
}
