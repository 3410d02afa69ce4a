import type { FeatureArray, FeatureSummary } from "../../../../workers/protocol/features.ts";
import type { Checkpoints } from "../../../../workers/protocol/timeline.ts";
import { until } from "../../trace.ts";
import type { FeatureParts, FeatureRecord, KeptState } from "../record.ts";

/** A kept run over features that is on screen as it was, without its files. */
export interface OpenedRun {
  record: FeatureRecord;
  parts: FeatureParts;
  /** Its newest state; null where no training had begun. */
  state: KeptState | null;
}

/** A role's array, and the file that it is from. */
interface Source {
  array: FeatureArray;
  file: FeatureSummary["files"][number] | undefined;
}

/**
 * Why the files that are loaded are not those of a run, for people; null where they are. The same
 * bytes must have the same roles; a file's name does not matter.
 */
export function mismatch(run: FeatureSummary, loaded: FeatureSummary): string | null {
  const wanted = sourcesOf(run);
  const found = sourcesOf(loaded);
  for (const [role, source] of wanted) {
    const other = found.get(role);
    if (!other) return `expected ${role} from ${named(source)}, found none; load that file too`;
    if (source.array.name !== other.array.name || !sameFile(source, other)) {
      return `expected ${role} from ${named(source)}, found ${named(other)}; load the run's own files`;
    }
  }
  const more = [...found.keys()].find((role) => !wanted.has(role));
  return more
    ? `expected no ${more}, which the run did not have, found ${named(found.get(more)!)}; leave it out`
    : null;
}

function sourcesOf({ files, arrays }: FeatureSummary): Map<string, Source> {
  return new Map(
    arrays.flatMap((array) => {
      const file = files.find(({ name }) => name === array.file);
      return array.role === null ? [] : [[array.role, { array, file }] as const];
    }),
  );
}

/** Whether two files have the same bytes; where a browser has no digests, the same name and size. */
function sameFile({ file: a }: Source, { file: b }: Source): boolean {
  if (a?.sha256 && b?.sha256) return a.sha256 === b.sha256;
  return a?.name === b?.name && a?.bytes === b?.bytes;
}

const named = ({ array, file }: Source) =>
  file?.sha256 ? `${array.source} (SHA-256 ${file.sha256.slice(0, 8)}…)` : array.source;

const DATE = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** From when a run is and where it stands, for people: "of 24 Nov 2026, 03:11, stopped at update 10 of 16". */
export function standingWords({ created, standing, update, updates }: FeatureRecord): string {
  const at = `update ${update.toLocaleString("en")} of ${updates.toLocaleString("en")}`;
  const words = {
    done: "done",
    stopped: `stopped at ${at}`,
    failed: `failed at ${at}`,
    training: `cut off at ${at}`,
  };
  return `of ${DATE.format(created)}, ${words[standing]}`;
}

/** The losses of a run up to the state that its trainings go on from. */
export function trainingsUntil(
  trainings: FeatureParts["trainings"],
  { correction, ebm }: Checkpoints,
): FeatureParts["trainings"] {
  const reached = { Correction: correction?.update ?? 0, EBM: ebm?.update ?? 0 };
  const entries = Object.entries(trainings).map(([method, { updates, trace }]) => {
    const update = reached[method as keyof typeof reached];
    return [method, { updates, trace: until(trace, update) }];
  });
  return Object.fromEntries(entries);
}
