import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { deserialize, serialize } from "node:v8";
import type { Keeping } from "../src/lab/runs/archive.ts";
import type { KeptState, RunRecord } from "../src/lab/runs/record.ts";
import type { SweepDesign, Trial } from "../src/lab/sweeps/design.ts";
import type { FeatureSettings } from "../src/model/recipe.ts";
import { messageOf } from "../workers/serve.ts";
import { textOf } from "./given.ts";
import { InputError } from "./inputError.ts";
import { refuseUnwritable, write } from "./output.ts";
import { outcomeOf } from "./results.ts";

interface Kept extends Pick<SweepDesign, "stopping" | "criterion"> {
  record: RunRecord;
  states: readonly KeptState[];
}

/** The states of trials that have yet to end, a file each in a folder beside a sweep's results. */
export class States {
  private readonly kept = new Map<string, Uint8Array>();
  private readonly folder: string | null;
  private readonly rule: Pick<SweepDesign, "stopping" | "criterion">;
  /** What was known of them when the sweep was interrupted. */
  readonly records: readonly RunRecord[];

  /**
   * @param out the results' file; null keeps states in memory
   * @param ended the trials that the results have
   * @throws for people, where the folder is of another sweep
   */
  constructor(
    out: string | null,
    { stopping, criterion }: SweepDesign,
    trials: readonly Trial[],
    ended: ReadonlyMap<number, unknown>,
  ) {
    this.folder = out && `${out}.states`;
    this.rule = { stopping, criterion };
    if (this.folder) mkdirSync(this.folder, { recursive: true });
    const files = this.folder ? readdirSync(this.folder).filter((name) => !/\./.test(name)) : [];
    const records = files.map((id) => this.recordIn(id, trials));
    for (const { id, sweep } of records) if (ended.has(sweep!.trial)) this.remove(id);
    this.records = records.filter(({ sweep }) => !ended.has(sweep!.trial));
  }

  private recordIn(id: string, trials: readonly Trial[]): RunRecord {
    const { record, states: _, ...rule } = this.read(id)!;
    const trial = trials[record.sweep!.trial];
    if (isDeepStrictEqual([record.settings, rule], [trial?.settings, this.rule])) return record;
    throw new InputError(
      `${this.folder}: its states are of another sweep; take another file for --out, or delete it`,
    );
  }

  private read(id: string): Kept | null {
    if (!this.folder) {
      const bytes = this.kept.get(id);
      return bytes ? deserialize(bytes) : null;
    }
    const file = join(this.folder, id);
    try {
      return deserialize(readFileSync(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new InputError(
        `${file}: expected a trial's state, found ${messageOf(error)}; delete it`,
      );
    }
  }

  of(id: string): readonly KeptState[] {
    return this.read(id)?.states ?? [];
  }

  keep({ record, states = [] }: Keeping): void {
    const kept: Kept = { ...this.rule, record, states };
    const bytes = serialize(kept);
    if (this.folder) write(join(this.folder, record.id), bytes);
    else this.kept.set(record.id, bytes);
  }

  /** A trial has ended. */
  remove(id: string): void {
    if (this.folder) rmSync(join(this.folder, id), { force: true });
    this.kept.delete(id);
  }

  /** The sweep has ended. */
  clear(): void {
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }
}

const noteOf = (out: string) => join(`${out}.states`, "network.txt");

/** The network that "auto" meant when a sweep over features began; null where it has yet to. */
export function networkBefore(out: string | null): string | null {
  if (out === null) return null;
  if (existsSync(noteOf(out))) return textOf(noteOf(out));
  if (!existsSync(out) || out.endsWith(".csv")) return null;
  const [line = ""] = textOf(out).split("\n");
  try {
    const { settings } = outcomeOf(line).report;
    return (settings as FeatureSettings).network;
  } catch {
    return null;
  }
}

/** Keeps the network that "auto" means. */
export function noteNetwork(out: string | null, network: string): void {
  if (out === null) return;
  refuseUnwritable(out);
  mkdirSync(`${out}.states`, { recursive: true });
  write(noteOf(out), network);
}
