import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../workers/serve.ts";
import { textOf } from "./given.ts";
import type { Job } from "./job.ts";
import { write } from "./output.ts";
import { formOf, type Outcome, outcomeOf } from "./results.ts";

/** Joins the trials in files, a line each, in their order. @throws for people, where they do not fit */
export function collect(files: readonly string[], out: string | null): Job {
  if (files.length === 0) throw new Error("--collect: expected files of trials, found none");
  const outcomes = new Map<number, Outcome>();
  for (const file of files) {
    for (const line of textOf(file).split("\n").filter(Boolean)) {
      const outcome = outcomeIn(file, line);
      const other = outcomes.get(outcome.trial);
      if (other && !isDeepStrictEqual(other.report.settings, outcome.report.settings)) {
        throw new Error(`${file}: its trial ${outcome.trial} is not the one of another file`);
      }
      outcomes.set(outcome.trial, outcome);
    }
  }
  const form = formOf(out);
  const sorted = [...outcomes.values()].sort((a, b) => a.trial - b.trial);
  const [first] = sorted;
  if (!first) throw new Error("--collect: expected trials in the files, found none");
  const head = form.head({ ...first, settings: Object(first.report.settings) });
  return async () => write(out, head + sorted.map(form.write).join(""));
}

function outcomeIn(file: string, line: string): Outcome {
  try {
    return outcomeOf(line);
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`);
  }
}
