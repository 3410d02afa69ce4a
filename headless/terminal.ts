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
  /** The share that was done beforehand. */
  private first: number | null = null;

  /** @param share 0..1 of all work */
  show(share: number, what: string): void {
    this.first ??= share;
    const { isTTY, columns = 80 } = process.stderr;
    const now = performance.now();
    if (!isTTY && now - this.told < INTERVAL) return;
    this.told = now;
    const seconds = (now - this.start) / 1000;
    const done = share - this.first;
    const left = done > 0.01 ? `, ${duration((seconds * (1 - share)) / done)} left` : "";
    const percent = `${Math.floor(100 * share)} %`;
    if (!isTTY) {
      say(`${percent}: ${what}${left}`);
      return;
    }
    const full = Math.round(BAR * share);
    const bar = `${"█".repeat(full)}${"░".repeat(BAR - full)}`;
    const line = `${bar} ${percent.padStart(5)}  ${what}${left}`;
    process.stderr.write(`\r\x1b[K${line.slice(0, columns - 1)}`);
  }

  /** Takes the bar away. */
  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}
