import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packedDetails, readDetails, readState, runOf } from "../../../src/lab/runs/details.ts";
import { migrated, type Schemas } from "../../../src/lab/runs/migrations.ts";
import { readRecord, readSweep } from "../../../src/lab/runs/reading.ts";
import { RUN_SCHEMA } from "../../../src/lab/runs/record.ts";
import { exactly } from "../../../src/lab/runs/standing.ts";
import { TOY_FIELDS } from "../../../src/lab/settings.ts";
import { SWEEP_SCHEMA } from "../../../src/lab/sweeps/design.ts";
import { withValue } from "../../../src/lab/values.ts";
import { featureDefaults, toyDefaults } from "../../../src/model/defaults.ts";
import { anyValue } from "../arbitrary.ts";
import { anyDamage } from "./damage.ts";
import { keptRun } from "./runs.ts";

const { record, details, states } = keptRun("abcdefghij");

describe("readRecord", () => {
  it("gives back what was kept, of any settings", () => {
    const settings = fc.tuple(...TOY_FIELDS.map((field) => anyValue(field)));
    fc.assert(
      fc.property(settings, (values) => {
        const own = TOY_FIELDS.reduce(
          (all, { key }, i) => withValue(all, key, values[i]!),
          record.settings,
        );
        const kept = { ...record, settings: own };
        expect(readRecord(structuredClone(kept), record.id)).toEqual(kept);
      }),
      { numRuns: 30 },
    );
  });

  it("reads a run over features", () => {
    const kept = { ...record, kind: "features", settings: featureDefaults() };
    expect(readRecord(kept, record.id)).toEqual(kept);
  });

  it("fills in settings that the record lacks by the defaults of its data and model", () => {
    const { stepSize: _, shape: __, ...some } = toyDefaults("grid", "ebm");
    const read = readRecord({ ...record, settings: some }, record.id);
    expect(read.settings).toEqual(toyDefaults("grid", "ebm"));
  });

  it("refuses settings out of range and of unknown value, and names them", () => {
    const read = (settings: object) => () =>
      readRecord({ ...record, settings: { ...record.settings, ...settings } }, record.id);
    expect(read({ width: 5000 })).toThrow(
      "settings.width: expected a whole number, 4 to 1024, found 5000",
    );
    expect(read({ sampler: "gibbs" })).toThrow(
      /^settings\.sampler: expected langevin or .*"gibbs"$/,
    );
    expect(read({ data: "pluto" })).toThrow(/^settings\.data: expected cross or/);
    expect(read({ updates: "800" })).toThrow(/^settings\.updates/);
    expect(read({ shape: 3 })).toThrow(/^settings: expected an object around shape/);
  });

  it("refuses times that no date has", () => {
    expect(() => readRecord({ ...record, created: 1e20 }, record.id)).toThrow(
      "record.created: expected a time in milliseconds since 1970, found 100000000000000000000",
    );
    const latest = readRecord({ ...record, changed: 8.64e15 }, record.id);
    expect(exactly(latest.changed)).toMatch(/275760/);
  });

  it("says of a newer version that it is one", () => {
    const newer = { ...record, schema: "energy-correction-lab/run@2" };
    expect(() => readRecord(newer, record.id)).toThrow(/newer version of the lab.*run@2/);
  });

  it("gives a record or a sentence, whatever is damaged", () => {
    fc.assert(
      fc.property(anyDamage, (damage) => {
        const found = damage(structuredClone(record));
        try {
          const read = readRecord(found, record.id);
          expect(readRecord(read, record.id)).toEqual(read);
        } catch (error) {
          expect((error as Error).message).toMatch(/^(record|settings|it )/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("readSweep", () => {
  const sweep = {
    ...{ schema: SWEEP_SCHEMA, id: "abcdefghij", created: 1, changed: 2, standing: "paused" },
    design: {
      ...{ schema: SWEEP_SCHEMA, name: "steps", seeds: [1, 2], criterion: "nll" },
      base: { kind: "toy", settings: record.settings, drawing: null },
      axes: [{ key: "steps", values: [5, 10] }],
      ...{ sampling: { by: "grid" }, stopping: { rule: "none" } },
    },
  };

  it("gives back what was kept, or a sentence, whatever is damaged", () => {
    expect(readSweep(structuredClone(sweep))).toEqual(sweep);
    fc.assert(
      fc.property(anyDamage, (damage) => {
        try {
          readSweep(damage(structuredClone(sweep)));
        } catch (error) {
          expect((error as Error).message).toMatch(/^(sweep|settings|it )/);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("readDetails", () => {
  it("gives back what was packed", () => {
    expect(readDetails(packedDetails(details))).toEqual(details);
  });

  it("gives details or a sentence, whatever is damaged", () => {
    fc.assert(
      fc.property(anyDamage, (damage) => {
        const run = {
          record,
          details: damage(structuredClone(packedDetails(details)) as object),
          states,
        };
        const read = runOf({ ...run, record: structuredClone(record) } as never);
        if (typeof read === "string") expect(read).toMatch(/^(details|it )/);
        else if (read.details)
          expect(readDetails(packedDetails(read.details))).toEqual(read.details);
      }),
      { numRuns: 500 },
    );
  });
});

describe("readState", () => {
  it("gives a state or a sentence, whatever is damaged", () => {
    expect(readState(states[0], "state")).toEqual(states[0]);
    fc.assert(
      fc.property(anyDamage, (damage) => {
        try {
          readState(damage(structuredClone(states[0]!)), "state");
        } catch (error) {
          expect((error as Error).message).toMatch(/^state/);
        }
      }),
    );
  });
});

describe("migrated", () => {
  const step = (name: string) => ({
    record: (stored: object) => ({ ...stored, [name]: "record" }),
    details: (stored: object) => ({ ...stored, [name]: "details" }),
  });
  const schemas: Schemas = {
    newest: "a/run@3",
    steps: new Map([
      [1, step("one")],
      [2, step("two")],
    ]),
  };

  it("brings what is old from one schema to the next", () => {
    const old = { schema: "a/run@1", own: 1 };
    const newest = { schema: "a/run@3", own: 1, one: "record", two: "record" };
    expect(migrated(old, "record", schemas)).toEqual(newest);
    const later = { schema: "a/run@2" };
    expect(migrated(later, "details", schemas)).toEqual({ schema: "a/run@3", two: "details" });
  });

  it("leaves the newest as it is, and refuses what it knows nothing of", () => {
    const now = { schema: "a/run@3" };
    expect(migrated(now, "record", schemas)).toBe(now);
    expect(() => migrated({ schema: "a/run@4" }, "record", schemas)).toThrow(/newer/);
    const gap = { ...schemas, steps: new Map([[2, step("two")]]) };
    expect(() => migrated({ schema: "a/run@1" }, "record", gap)).toThrow(/a\/run@1/);
    for (const none of [null, 3, "x", [], {}, { schema: "a/report@3" }, { schema: "a/run@0" }]) {
      expect(() => migrated(none, "record", schemas)).toThrow(/^it is no kept run/);
    }
  });

  it("has a way from every older schema of runs to the newest", () => {
    expect(RUN_SCHEMA).toBe("energy-correction-lab/run@1");
  });
});
