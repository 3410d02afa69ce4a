import type { RunRecord } from "./record.ts";

/** Where a run stands: how it is marked, and in words. */
export interface Standing {
  mark: "training" | "stopped" | "done" | "failed";
  text: string;
}

/** @param elsewhere whether another tab trains it */
export function standingOf(run: RunRecord, elsewhere: boolean): Standing {
  const { standing, update, updates, problem, sweep } = run;
  const at = updates > 0 ? `${count(update)} of ${count(updates)}` : count(update);
  switch (standing) {
    case "training": {
      const where = elsewhere ? "in another tab" : sweep ? "in its sweep" : "here";
      return { mark: standing, text: `training ${where}, ${at}` };
    }
    case "stopped":
      return {
        mark: standing,
        text: `${sweep?.dropped ? "ended by its sweep" : "stopped"} at ${at}`,
      };
    case "done":
      return { mark: standing, text: "done" };
    case "failed":
      return { mark: standing, text: `failed at ${at}${problem ? `: ${problem}` : ""}` };
  }
  standing satisfies never;
}

const count = (updates: number) => updates.toLocaleString("en");

const STEPS: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [31_536_000, "year"],
  [2_592_000, "month"],
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const EXACT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

/** How long ago a time was: "just now", "3 minutes ago", "yesterday"; both in milliseconds since 1970. */
export function ago(then: number, now: number): string {
  const seconds = (now - then) / 1000;
  const step = STEPS.find(([length]) => seconds >= length);
  return step ? RELATIVE.format(-Math.floor(seconds / step[0]), step[1]) : "just now";
}

/** A time in full, by the reader's clock: "24 Nov 2026, 03:11". */
export const exactly = (then: number): string => EXACT.format(then);
