import { appendFileSync, existsSync, truncateSync, writeFileSync } from "node:fs";
import type { Trial } from "../src/lab/sweeps/design.ts";
import { messageOf } from "../workers/serve.ts";
import { textOf } from "./given.ts";
import { formOf, type Outcome } from "./results.ts";

/** Where a sweep's results go, a line a trial as they come; an earlier sweep's own are gone on from. */
export class ResultsFile {
  /** The numbers of the trials that it has. */
  readonly done: ReadonlySet<number>;

  /**
   * @param out null for standard output
   * @throws for people, where the file is of another sweep
   */
  constructor(
    private readonly out: string | null,
    trials: readonly Trial[],
  ) {
    const head = formOf(out).head(Object.keys(trials[0]?.values ?? {}));
    const lines = out !== null && existsSync(out) ? wholeLines(out) : [];
    if (lines.length > 0) {
      const first = head && `${lines.shift()}\n`;
      if (first !== head) throw new Error(`${out}: its columns are of another sweep; ${ELSEWHERE}`);
    } else if (out === null) {
      process.stdout.write(head);
    } else {
      writeFileSync(out, head);
    }
    this.done = new Set(lines.map((line, i) => this.trialOf(line, i + (head ? 2 : 1), trials)));
  }

  private trialOf(line: string, number: number, trials: readonly Trial[]): number {
    const at = `${this.out}, line ${number}`;
    let found: ReturnType<ReturnType<typeof formOf>["read"]>;
    try {
      found = formOf(this.out).read(line);
    } catch (error) {
      throw new Error(`${at}: ${messageOf(error)}; ${ELSEWHERE}`);
    }
    const trial = trials[found.trial];
    if (trial && found.isOf(trial)) return found.trial;
    throw new Error(`${at}: its trial ${found.trial} is of another sweep; ${ELSEWHERE}`);
  }

  /** Adds a line, at once. */
  add(outcome: Outcome): void {
    const text = formOf(this.out).write(outcome);
    if (this.out === null) process.stdout.write(text);
    else appendFileSync(this.out, text);
  }
}

const ELSEWHERE = "take another file for --out";

/** A file's lines; one that was cut off in writing is taken away. */
function wholeLines(file: string): string[] {
  const text = textOf(file);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) truncateSync(file, Buffer.byteLength(whole));
  return whole.split("\n").slice(0, -1);
}
