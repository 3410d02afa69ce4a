import type { RunRecord, RunStanding } from "./record.ts";

/** Which of the kept runs are listed, and in what order. */
export interface Query {
  /** Words that are all in a run's name, title, backend or sweep. */
  text: string;
  kind: "all" | RunRecord["kind"];
  standing: "all" | RunStanding;
  /** "none": runs of no sweep; else a sweep's id. */
  sweep: "all" | "none" | (string & {});
  pinned: boolean;
  sort: "newest" | "name" | "result";
}

export const EVERYTHING: Query = {
  ...{ text: "", kind: "all", standing: "all", sweep: "all", pinned: false, sort: "newest" },
};
