import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { EXTENSIONS } from "../src/data/formats/formats.ts";
import { OOD_GROUPS, type OodGroup } from "../src/model/recipe.ts";
import { causeOf } from "./given.ts";

/** Feature files, and the OOD sets that are put into another group than their names say. */
export interface FeatureSource {
  files: readonly File[];
  groups: readonly (readonly [dataset: string, group: OodGroup])[];
}

/**
 * Reads feature files.
 *
 * @param paths of files, and of folders, whose other files are passed by
 * @param groups such as "svhn=far"
 * @throws for people
 */
export function featureSource(
  paths: readonly string[],
  groups: readonly string[],
): FeatureSource | null {
  const chosen = groups.map(groupOf);
  if (paths.length > 0) return { files: paths.flatMap(filesAt), groups: chosen };
  if (groups.length > 0) throw new Error("--group: expected --features FOLDER beside it");
  return null;
}

function groupOf(text: string): [string, OodGroup] {
  const [dataset = "", name] = text.split("=");
  const group = OOD_GROUPS.find((each) => each === name);
  if (dataset && group) return [dataset, group];
  throw new Error(`--group: expected NAME=near, mid or far, found "${text}"`);
}

function filesAt(path: string): File[] {
  try {
    if (!statSync(path).isDirectory()) return [new File([readFileSync(path)], basename(path))];
    const names = readdirSync(path).filter((name) =>
      EXTENSIONS.some((end) => name.toLowerCase().endsWith(end)),
    );
    if (names.length === 0) throw new Error("no feature files in it");
    return names.sort().map((name) => new File([readFileSync(join(path, name))], name));
  } catch (error) {
    throw new Error(`--features: ${path}: expected feature files, found ${causeOf(error)}`);
  }
}
