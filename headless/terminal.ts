import { duration } from "../src/lab/format.ts";

/** Tells people something; the output is for reports alone. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const BAR = 24;
/** Milliseconds from one line to the next where nobody watches a bar. */
const INTERVAL = 10_000;

/** How far the work is, on stderr: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  private readonly start = performance.now();
  private told = this.start;

  /**
   * @param share 0..1 of all work
   * @param secondsLeft estimated from the pace so far where it is left out; null where nobody knows
   */
  show(share: number, what: string, secondsLeft: number | null = this.estimate(share)): void {
    const { isTTY, columns = 80 } = process.stderr;
    const now = performance.now();
    if (!isTTY && now - this.told < INTERVAL) return;
    this.told = now;
    const left = secondsLeft === null ? "" : `, ${duration(secondsLeft)} left`;
    const percent = `${Math.floor(100 * share)} %`;
    if (!isTTY) {
      say(`${percent}: ${what}${left}`);
      return;
    }
    const text = `${percent.padStart(5)}  ${what}${left}`;
    const width = Math.max(0, Math.min(BAR, columns - text.length - 2));
    const full = Math.round(width * share);
    const bar = `${"█".repeat(full)}${"░".repeat(width - full)}`;
    const line = `${bar} ${text}`.trimStart();
    process.stderr.write(`\r\x1b[K${line.slice(0, columns - 1)}`);
  }

  private estimate(share: number): number | null {
    const seconds = (performance.now() - this.start) / 1000;
    return share > 0.01 ? (seconds * (1 - share)) / share : null;
  }

  end(): void {
    endLine();
  }
}

/** Takes the bar away. */
export function endLine(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
}
