import { appendFileSync, existsSync, truncateSync, writeFileSync } from "node:fs";
import type { SweepDesign, Trial } from "../src/lab/sweeps/design.ts";
import { messageOf } from "../workers/serve.ts";
import { textOf } from "./given.ts";
import { InputError } from "./inputError.ts";
import { refuseUnwritable, unwritable } from "./output.ts";
import { formOf, type Outcome, type Past } from "./results.ts";

/** Where a sweep's results go, a line a trial as they come; an earlier sweep's own are gone on from. */
export class ResultsFile {
  /** What it has, by the trials' numbers. */
  readonly done: ReadonlyMap<number, Past>;
  private readonly head: string;

  /**
   * @param out null for standard output
   * @throws for people, where the file is of another sweep, or cannot be written
   */
  constructor(
    private readonly out: string | null,
    trials: readonly Trial[],
    { rule }: SweepDesign["stopping"],
  ) {
    this.head = formOf(out).head({ ...trials[0]!, ...(rule === "halving" && { rungs: [] }) });
    refuseUnwritable(out);
    const text = out !== null && existsSync(out) ? textOf(out) : "";
    // The last line may have been cut off in writing.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (!whole && text && !BEGINNINGS.some((own) => text.startsWith(own) || own.startsWith(text))) {
      throw new InputError(`${out}: it has something else; ${ELSEWHERE}`);
    }
    if (whole && !whole.startsWith(this.head)) {
      throw new InputError(`${out}: its columns are of another sweep; ${ELSEWHERE}`);
    }
    const lines = whole.slice(this.head.length).split("\n").slice(0, -1);
    const first = this.head ? 2 : 1;
    this.done = new Map(lines.map((line, i) => this.trialOf(line, i + first, trials)));
    if (out === null) process.stdout.write(this.head);
    else if (!whole) writeFileSync(out, this.head);
    else if (whole.length < text.length) truncateSync(out, Buffer.byteLength(whole));
  }

  private trialOf(line: string, number: number, trials: readonly Trial[]): [number, Past] {
    const at = `${this.out}, line ${number}`;
    let found: ReturnType<ReturnType<typeof formOf>["read"]>;
    try {
      found = formOf(this.out).read(line, this.head);
    } catch (error) {
      throw new InputError(`${at}: ${messageOf(error)}; ${ELSEWHERE}`);
    }
    const trial = trials[found.trial];
    if (trial && found.isOf(trial)) return [found.trial, found.past];
    throw new InputError(`${at}: its trial ${found.trial} is of another sweep; ${ELSEWHERE}`);
  }

  /** Adds a line, at once. @throws for people, where it cannot */
  add(outcome: Outcome): void {
    const text = formOf(this.out).write(outcome);
    if (this.out === null) {
      process.stdout.write(text);
      return;
    }
    try {
      appendFileSync(this.out, text);
    } catch (error) {
      throw unwritable(this.out, error);
    }
  }
}

const ELSEWHERE = "take another file for --out";
/** What a file of results begins with, without its end in a line: the head's or a trial's first characters. */
const BEGINNINGS = ['{"trial":', "trial,"];
