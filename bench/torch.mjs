import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { startProcess } from "./process.mjs";
import { countOf } from "./sides.mjs";

/**
 * @typedef {import("./sides.mjs").Side} Side
 * @typedef {import("./sides.mjs").Variant} Variant
 *
 * A Python that has torch and NumPy, their versions, and the GPU that torch can use.
 * @typedef {{ command: string, torch: string, numpy: string, cuda: string | null }} Python
 */

const PROGRAM = fileURLToPath(new URL("reference.py", import.meta.url));

/**
 * A Python that has torch and NumPy, or null.
 *
 * @param {string | null} chosen
 * @returns {Python | null}
 */
export function findPython(chosen) {
  for (const command of chosen ? [chosen] : ["python3", "/usr/bin/python3", "python"]) {
    const { status, stdout } = spawnSync(command, [PROGRAM, "--probe"], {
      encoding: "utf8",
    });
    if (status === 0) return { command, ...JSON.parse(stdout) };
  }
  return null;
}

/** Numbers of threads to try: all of them up to 4, then doubled, and the cores. */
function threadCounts() {
  const cores = availableParallelism();
  const counts = [1, 2, 3, 4, 8, 16, 32, 64].filter((count) => count < cores);
  return [...counts, cores];
}

/**
 * PyTorch, with each number of threads that may be its best; NumPy too where it does the work. A side
 * without variants where there is no Python for it.
 *
 * @param {Python | null} python
 * @param {"cpu" | "cuda"} device
 * @returns {Side}
 */
export function torchSide(python, device) {
  if (!python) return { name: "torch", title: "PyTorch", variants: [], mayFail: false };
  const { command, cuda } = python;
  /** @param {string} library @param {number} threads @returns {Variant} */
  const variant = (library, threads) => ({
    label: device === "cuda" ? "" : `${library === "numpy" ? "NumPy, " : ""}${countOf(threads)}`,
    does: (work) => library === "torch" || work.kind === "neighbours",
    start: async () =>
      startProcess(command, [PROGRAM], {
        OMP_NUM_THREADS: String(threads),
        OPENBLAS_NUM_THREADS: String(threads),
        MKL_NUM_THREADS: String(threads),
      }),
    opening: (work, folder) => ({ ask: "open", work, folder, device, library, threads }),
  });
  const variants =
    device === "cuda"
      ? [variant("torch", availableParallelism())]
      : ["torch", "numpy"].flatMap((library) =>
          threadCounts().map((threads) => variant(library, threads)),
        );
  const title = device === "cuda" ? `PyTorch on ${cuda}` : "PyTorch";
  return { name: "torch", title, variants, mayFail: false };
}
