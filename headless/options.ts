import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { TOY_FIELDS } from "../src/lab/settings.ts";
import { parse, rangeOf } from "../src/lab/values.ts";

export const HELP = `usage: npm run --silent lab:run -- SETTINGS [options]
       npm run --silent lab:run -- --sweep FILE [options]
       npm run --silent lab:run -- --collect FILE ... [options]

Trains a run of the 2D lab or over features, or a sweep of them, as the page does, and prints
the report.

SETTINGS is a settings file or a report that the lab saved, an address of the lab, or what
follows its #, such as "data=grid&model=correction".

  --set "steps=20&alpha=0.01"  settings to change, of the run or of all runs of a sweep, by
                               their names in an address

features
  --features FOLDER            the feature files, as the Features tab takes them: a folder, or a
                               file, as often as there are any
  --group NAME=GROUP           puts an OOD set in another group than its name says: near, mid or
                               far; as often as needed

one run
  --seed N                     the seed to run with
  --threads N                  threads of the CPU (default: all cores; the numbers do not
                               depend on them)

a sweep, from the file that the Sweeps screen saves
  --jobs N                     runs at once, a thread each (default: all cores)
  --list                       lists the trials, a line each, and runs none
  --trial I                    runs trial I alone (from 0), on --threads threads (default: 1)
  --collect                    joins the trials in the files given, in their order

  --out FILE                   where the output goes (default: standard output). A sweep adds
                               a line a trial to it, JSON or, in a .csv, a row, and keeps what
                               is under way in FILE.states; run again with the same file it goes
                               on from there
  --backend cpu                the only one there is without a browser
  --help                       prints this

Exit codes: 0 all is well, 1 a run failed or diverged, 2 bad arguments or input,
130 interrupted. Progress and errors go to standard error.
`;

/** What the command line asks for. */
export interface Options {
  files: readonly string[];
  set: string | null;
  seed: number | null;
  threads: number | null;
  jobs: number;
  sweep: string | null;
  list: boolean;
  trial: number | null;
  collect: boolean;
  out: string | null;
  help: boolean;
  features: readonly string[];
  groups: readonly string[];
}

const text = { type: "string" } as const;
const texts = { type: "string", multiple: true } as const;
const flag = { type: "boolean", default: false } as const;

/** @throws for people */
export function optionsOf(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...{ set: text, seed: text, threads: text, jobs: text, sweep: text, trial: text, out: text },
      ...{
        features: texts,
        group: texts,
        backend: text,
        list: flag,
        collect: flag,
        help: { ...flag, short: "h" },
      },
    },
  });
  const { backend = "cpu", set = null, sweep = null, out = null, list, collect, help } = values;
  if (backend !== "cpu") {
    throw new Error(
      `--backend: expected cpu, the only one there is without a browser, found "${backend}"`,
    );
  }
  const whole = (name: "threads" | "jobs" | "trial", least: number) => {
    const given = values[name];
    if (given === undefined) return null;
    if (/^\d+$/.test(given) && Number(given) >= least) return Number(given);
    throw new Error(`--${name}: expected a whole number, ${least} or more, found "${given}"`);
  };
  return {
    ...{ files: positionals, set, sweep, out, list, collect, help, seed: seedOf(values.seed) },
    ...{ threads: whole("threads", 1), jobs: whole("jobs", 1) ?? availableParallelism() },
    ...{ trial: whole("trial", 0), features: values.features ?? [], groups: values.group ?? [] },
  };
}

const SEED = TOY_FIELDS.find(({ key }) => key === "seed")!;

function seedOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  const seed = parse(SEED, given);
  if (seed !== null) return Number(seed);
  throw new Error(`--seed: expected ${rangeOf(SEED)}, found "${given}"`);
}
