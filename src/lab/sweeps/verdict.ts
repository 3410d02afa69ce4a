import { duration } from "../format.ts";
import { uncapped } from "../runs/title.ts";
import { criterionText } from "./columns.ts";
import type { Criterion } from "./criteria.ts";
import type { SweepDesign, SweepRecord } from "./design.ts";
import type { PointResult, Tally, Winner } from "./results.ts";
import type { LiveSweep } from "./state.ts";
import type { Spread } from "./statistics.ts";
import { pointText } from "./words.ts";

const many = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** A criterion's value with its unit. */
const measured = (criterion: Criterion, value: number | null) => {
  const unit = criterion.unit === "nats" ? " nats" : "";
  return `${criterionText(criterion, value)}${value === null ? "" : unit}`;
};

/** Least and largest of some runs, and their quartiles where there are enough. */
export function spreadText(criterion: Criterion, { low, high, quartiles, count }: Spread): string {
  const range = (ends: readonly (number | null)[]) =>
    ends.map((end) => criterionText(criterion, end)).join(" to ");
  if (count < 2) return "";
  const half = quartiles ? `, the middle half ${range(quartiles)}` : "";
  return `${range([low, high])}${half}`;
}

/** Who wins and by how much: "steps 40, L2 0.06: median 2.310 nats over 5 seeds (2.280 to 2.400)". */
export function winnerText(
  { base }: SweepDesign,
  criterion: Criterion,
  { best: { values, runs, spread } }: Winner,
): string {
  const over = spread.count + spread.failed;
  const failed = spread.failed > 0 ? `, ${spread.failed} of them failed` : "";
  const range = spreadText(criterion, spread);
  const seeds =
    runs.length === 1
      ? ` with seed ${runs[0]!.trial.seed}`
      : ` over ${many(over, "seed")}${failed}${range && ` (${range})`}`;
  const middle = runs.length === 1 ? "" : "median ";
  return `${pointText(base.kind, values)}: ${middle}${measured(criterion, spread.median)}${seeds}.`;
}

/** What the choice looked at. */
export const chosenBy = ({ label, idOnly }: Criterion): string =>
  idOnly
    ? `Chosen by ${uncapped(label)}, in-distribution data only.`
    : `Chosen by ${uncapped(label)}: it looks at OOD data.`;

/** Whether chance may have chosen: who lies within the winner's spread. */
export function tiesText({ tied, ranked, best }: Winner): string {
  if (ranked.length === 1) return "No other point to compare it with yet.";
  if (tied === null) return "With one seed there is no telling how much of its lead is chance.";
  const spread = best.spread.quartiles ? "the middle half of its seeds" : "its seeds' spread";
  if (tied.length === 0) return `No other point's median lies within ${spread}.`;
  const others =
    tied.length === 1 ? "1 other point's median lies" : `${tied.length} other points' medians lie`;
  return `${others} within ${spread}: chance may have chosen between them.`;
}

/** How a sweep stands: "12 of 36 points have ended". */
export function endedText(results: readonly PointResult[]): string {
  const count = (standing: PointResult["standing"]) =>
    results.filter((result) => result.standing === standing).length;
  const stopped = count("stopped");
  const early = stopped > 0 ? `, ${stopped} stopped early by the rule and not ranked` : "";
  return `${count("ended")} of ${many(results.length, "point")} ended${early}.`;
}

/** The counts of a sweep's runs in words. */
export function tallyText({ runs, done, training, stopped, failed, waiting }: Tally): string {
  const parts = [
    `${done} of ${many(runs, "run")} done`,
    ...(training > 0 ? [`${training} running`] : []),
    ...(stopped > 0 ? [`${stopped} stopped early`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
  ];
  return parts.join(", ");
}

/** Where a sweep runs and how long it still takes; or that it rests. */
export function liveText(standing: SweepRecord["standing"], live: LiveSweep | null): string {
  if (!live) {
    if (standing === "done") return "All that was to run has run.";
    return standing === "running"
      ? "It runs in another tab, or is about to begin."
      : "Paused: what it did is kept, and Resume goes on from there.";
  }
  const { workers, backend, secondsLeft, pausing } = live;
  if (pausing) return "Pausing: the runs under way are kept where they are.";
  const left =
    secondsLeft === null ? "the time left is known soon" : `about ${duration(secondsLeft)} left`;
  return `${many(workers, "worker")} on ${backend || "the backend that opens"}, ${left}. You can leave this screen; after a reload, Resume goes on.`;
}
