import type { LoadedFile } from "../../src/data/features.ts";
import { energiesFile } from "../energies.ts";
import type { FeatureRun } from "./run.ts";

/**
 * A run's trained energies and its mixture as a .safetensors file. Its metadata have, in JSON, the run's
 * `settings` and, as `data`, the files with their SHA-256; `backend` is where it was trained.
 *
 * @param files what was trained on
 * @throws if the run has trained no energy to its end
 */
export function weightsFile(
  run: Pick<FeatureRun, "trained" | "mixture" | "settings" | "backend">,
  files: readonly LoadedFile[],
): Uint8Array<ArrayBuffer> {
  const { trained, mixture, settings, backend } = run;
  if (trained.length === 0) {
    throw new Error("weights: the run has trained no energy to its end, expected at least one");
  }
  return energiesFile(trained, mixture, "of length 1", {
    settings: JSON.stringify(settings),
    data: JSON.stringify(files.map(({ name, sha256 }) => ({ file: name, sha256 }))),
    backend: backend.label,
  });
}
