import { duration } from "../format.ts";
import type { RunRecord } from "../runs/record.ts";
import { criterionOf } from "./criteria.ts";
import type { SweepDesign } from "./design.ts";
import { costUntil, secondsLeft, workLeft } from "./estimate.ts";
import { trialsOf } from "./trials.ts";

/**
 * How long a sweep takes about, at the pace of the newest kept run of its kind.
 *
 * @returns null where no run has told
 */
export function paceText(design: SweepDesign, records: readonly RunRecord[]): string | null {
  const { kind } = design.base;
  const last = records.find(
    (record) => record.kind === kind && record.update > 0 && record.seconds > 0,
  );
  if (!last) return null;
  const trials = trialsOf(design);
  const left = workLeft(design, trials, new Map(), criterionOf(design.criterion));
  const { settings } = last;
  const trial = { index: 0, point: -1, values: {}, seed: settings.seed, settings };
  const share = kind === "toy" ? last.update : last.update / last.updates;
  const measured = { point: -1, cost: costUntil(trial, share), seconds: last.seconds };
  const seconds = secondsLeft(left, [measured], 1);
  if (seconds === null) return null;
  return `about ${duration(seconds)} if they ran one after the other at the pace of the last kept run`;
}
