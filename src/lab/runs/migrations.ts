import { named } from "./shapes.ts";

/** Brings what is stored from one schema to the next. */
export interface Migration {
  record: (stored: Stored) => Stored;
  details: (stored: Stored) => Stored;
}

export type Stored = Readonly<Record<string, unknown>>;

/** The schemas of this version, and the ways to the newest, from each number to the next. */
export interface Schemas {
  /** Such as "energy-correction-lab/run@1". */
  newest: string;
  /** By the number that they begin at. */
  steps: ReadonlyMap<number, Migration>;
}

/**
 * What is stored as the newest schema has it.
 *
 * @param part which of a run's parts it is
 * @throws for people, where it is of a newer version of the lab, or of none
 */
export function migrated(stored: unknown, part: keyof Migration, schemas: Schemas): Stored {
  const { newest, steps } = schemas;
  const [name, last] = parted(newest)!;
  const schema = (stored as { schema?: unknown } | null)?.schema;
  const found = typeof schema === "string" ? parted(schema) : null;
  if (!found || found[0] !== name || found[1] < 1) {
    throw new Error(`it is no kept run: expected schema ${newest}, found ${named(schema)}`);
  }
  if (found[1] > last) {
    throw new Error(
      `it was kept by a newer version of the lab: expected schema ${newest} or older, found ${schema}; reload the page, or open it there`,
    );
  }
  let now = stored as Stored;
  for (let number = found[1]; number < last; number++) {
    const step = steps.get(number);
    if (!step)
      throw new Error(`it is of an old version: nothing is known of schema ${name}@${number}`);
    now = { ...step[part](now), schema: `${name}@${number + 1}` };
  }
  return now;
}

function parted(schema: string): [name: string, number: number] | null {
  const [, name, number] = /^(.+)@(\d{1,6})$/.exec(schema) ?? [];
  return name && number ? [name, Number(number)] : null;
}
