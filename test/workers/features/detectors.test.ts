import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { FeatureRows, FeatureSet } from "../../../src/data/rows.ts";
import type { ComposedDetector } from "../../../src/detection/composed.ts";
import { METHODS, type Method, PAPER_METHODS } from "../../../src/detection/methods.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import { openBank } from "../../../src/kernels/evaluate.ts";
import { disposeMixture, mixtureTensors } from "../../../src/kernels/tensors.ts";
import { featureDefaults } from "../../../src/model/defaults.ts";
import { fitMixture } from "../../../src/model/mixture.ts";
import { normals } from "../../../src/model/random.ts";
import type { ExtraSettings, FeatureSettings } from "../../../src/model/recipe.ts";
import { type Device, plainDetectors } from "../../../workers/features/detectors.ts";
import { allOn } from "../../fixtures/score.ts";
import { tinySet } from "./tiny.ts";

const TRAINED: Method[] = ["EBM", "Correction"];
const HEAD = {
  weight: Float32Array.from({ length: 18 }, (_, i) => (i % 7 === 0 ? 1 : 0)),
  bias: Float32Array.of(0.1, 0, -0.1),
};

/** A tiny set with a head, of which some is replaced. */
const setOf = (more: Partial<FeatureSet> = {}) => ({ ...tinySet(), head: HEAD, ...more });

function settingsOf(extras: Partial<ExtraSettings> = {}): FeatureSettings {
  const all = allOn();
  return { ...all, neighbours: 5, extras: { ...all.extras, ...extras } };
}

function mixtureOf({ train, dimensions, classes }: FeatureSet) {
  return fitMixture(train.features, train.labels, dimensions, classes);
}

async function onDevice<Result>(
  set: FeatureSet,
  work: (device: Device) => Promise<Result>,
): Promise<Result> {
  const device = {
    reference: mixtureTensors(mixtureOf(set)),
    bank: openBank(set.train.features, set.dimensions),
  };
  return work(device).finally(() => {
    disposeMixture(device.reference);
    device.bank.dispose();
  });
}

/** Every detector's variant and scores of the test rows, or what it says instead. */
async function outcomes(set: FeatureSet, settings = settingsOf()) {
  return onDevice(set, async (device) => {
    const found = new Map<Method, { variant?: string; scores?: Float32Array; refusal?: string }>();
    for (const { method, usable, make } of plainDetectors(set, mixtureOf(set), settings)) {
      if (!usable(set.test)) continue;
      try {
        const detector = (await make(device, () => true))!;
        const { variant } = detector;
        const scores = await detector.score(set.test).finally(() => detector.dispose?.());
        found.set(method, { ...(variant && { variant }), scores });
      } catch (error) {
        found.set(method, { refusal: (error as Error).message });
      }
    }
    return found;
  });
}

const without = (rows: FeatureRows): FeatureRows => ({ ...rows, logits: null });

beforeAll(async () => {
  await openBackend("cpu");
});

describe("plainDetectors", () => {
  it("lists the paper's by default, and all that need no training where they are on", () => {
    const set = setOf();
    const names = (settings: FeatureSettings) =>
      plainDetectors(set, mixtureOf(set), settings).map(({ method }) => method);
    const untrained = (methods: readonly Method[]) => methods.filter((m) => !TRAINED.includes(m));
    expect(names(featureDefaults())).toEqual(untrained(PAPER_METHODS));
    expect(names(settingsOf())).toEqual(untrained(METHODS));
  });

  it("says which form of ODIN it is: full where every set has the scores", async () => {
    const set = setOf();
    const scored = (rows: FeatureRows) => ({ ...rows, odin: new Float32Array(rows.count).fill(3) });
    const part = await outcomes({ ...set, test: scored(set.test) });
    expect(part.get("ODIN")?.variant).toBe("temperature part");
    const ood = set.ood.map((one) => ({ ...one, rows: scored(one.rows) }));
    const full = await outcomes({ ...set, test: scored(set.test), ood });
    expect(full.get("ODIN")?.variant).toBe("with the perturbed image");
    expect([...full.get("ODIN")!.scores!]).toEqual(Array(40).fill(3));
  });

  it("takes the temperature, the neighbours and the perturbation of the settings", async () => {
    const set = setOf();
    const settings = { ...settingsOf({ perturbation: 0 }), odinTemperature: 1, neighbours: 1000 };
    const found = await outcomes(set, settings);
    expect(found.get("KNN")?.variant).toBe("k = 60");
    const [hot, cold] = [await outcomes(set), found].map((each) => each.get("ODIN")!.scores![0]);
    expect(Math.abs(cold)).toBeGreaterThan(10 * Math.abs(hot));
    found.get("Perturbed Mahalanobis")!.scores!.forEach((score, i) => {
      expect(score).toBeCloseTo(found.get("SSD")!.scores![i], 4);
    });
  });

  it("can use rows that have what a method needs, and no others", () => {
    const set = setOf();
    const usable = (head: FeatureSet["head"], rows: FeatureRows) =>
      plainDetectors({ ...set, head, test: rows }, mixtureOf(set), settingsOf())
        .filter((one) => one.usable(rows))
        .map(({ method }) => method);
    const geometric = ["KNN", "SSD", "MoG", "Relative Mahalanobis", "Perturbed Mahalanobis"];
    expect(usable(HEAD, without(set.test))).toEqual([...geometric, "Composed"]);
    expect(usable(null, set.test)).not.toContain("ViM");
    const odin = { ...without(set.test), odin: new Float32Array(40) };
    expect(usable(HEAD, odin)).toContain("ODIN");
  });

  it("counts the neighbours that are sought", () => {
    const set = setOf();
    const queries = plainDetectors(set, mixtureOf(set), settingsOf()).map(
      ({ method, queries }) => [method, queries(100)] as const,
    );
    expect(queries.filter(([, count]) => count > 0)).toEqual([
      ["KNN", 100],
      ["Composed", 160],
    ]);
  });

  it("gives the same scores again on another device, and leaves no tensor behind", async () => {
    const set = setOf();
    const before = tf.memory().numTensors;
    const plain = plainDetectors(set, mixtureOf(set), settingsOf());
    const scores = () =>
      onDevice(set, async (device) => {
        const all: Float32Array[] = [];
        for (const { make } of plain) {
          const detector = (await make(device, () => true))!;
          all.push(await detector.score(set.test));
          detector.dispose?.();
        }
        return all;
      });
    expect(await scores()).toEqual(await scores());
    expect(tf.memory().numTensors).toBe(before);
  });

  it("leaves off where it may not go on, and leaves no tensor behind", async () => {
    const set = setOf();
    const before = tf.memory().numTensors;
    await onDevice(set, async (device) => {
      for (const { method, make } of plainDetectors(set, mixtureOf(set), settingsOf())) {
        const asked = ["ViM", "Composed"].includes(method);
        const detector = await make(device, () => false);
        expect(detector === null, method).toBe(asked);
        detector?.dispose?.();
      }
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the composed detector", () => {
  const composedOf = (set: FeatureSet, extras: Partial<ExtraSettings> = {}) =>
    plainDetectors(set, mixtureOf(set), settingsOf(extras)).at(-1)!;

  it("joins scores that are there already to what it would have scored itself", async () => {
    const set = setOf();
    const found = await outcomes(set);
    await onDevice(set, async (device) => {
      const detector = (await composedOf(set).make(device, () => true)) as ComposedDetector;
      expect(detector.members).toEqual(["Energy", "KNN", "SSD"]);
      const parts = detector.members.map((member) => found.get(member)!.scores!);
      expect(detector.join(parts)).toEqual(found.get("Composed")!.scores);
    });
  });

  it("goes without the members that the files have no input for, and says so", async () => {
    const set = setOf();
    const found = await outcomes({ ...set, train: { ...set.train, logits: null } });
    expect(found.get("Composed")?.variant).toBe("KNN + SSD, log-sum-exp");
  });

  it("takes any members, none of them refused", async () => {
    const on = Object.fromEntries(
      Object.keys(featureDefaults().extras.members).map((member) => [member, "on"]),
    ) as ExtraSettings["members"];
    const found = await outcomes(setOf(), settingsOf({ members: on, joinRule: "sum" }));
    expect(found.get("Composed")?.variant).toBe(
      "MSP + ODIN + Energy + KNN + SSD + MoG + Relative Mahalanobis + ViM, sum",
    );
  });

  it("asks for a member where there is none", async () => {
    const { members } = featureDefaults().extras;
    const off = Object.fromEntries(
      Object.keys(members).map((member) => [member, "off"]),
    ) as ExtraSettings["members"];
    const found = await outcomes(setOf(), settingsOf({ members: off }));
    expect(found.get("Composed")?.refusal).toBe(
      "Composed: has no member, expected one or more; turn some of them on",
    );
  });

  it("scales its members by training rows alone: other OOD rows change no score", async () => {
    const set = setOf();
    const other = set.ood.map((one) => ({ ...one, rows: set.train }));
    const [own, changed] = [await outcomes(set), await outcomes({ ...set, ood: other })];
    expect(changed.get("Composed")?.scores).toEqual(own.get("Composed")?.scores);
  });
});

describe("any set, however odd", () => {
  const shape = fc.record({
    dimensions: fc.integer({ min: 1, max: 9 }),
    classes: fc.integer({ min: 1, max: 4 }),
    more: fc.integer({ min: 0, max: 12 }),
    testRows: fc.integer({ min: 1, max: 3 }),
    dead: fc.integer({ min: 0, max: 8 }),
    kind: fc.constantFrom("normal", "equal", "few values", "nearly equal"),
    seed: fc.nat(1000),
  });
  type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

  function odd({ dimensions: d, classes, more, testRows, dead, kind, seed }: Shape): FeatureSet {
    const head = {
      weight: normals({ seed, name: "weights" }, new Float32Array(classes * d)),
      bias: new Float32Array(classes),
    };
    const rows = (count: number, step: number): FeatureRows => {
      const draws = normals({ seed, name: "points" }, new Float32Array(count * d), {
        update: 0,
        step,
      });
      const lengths = new Float32Array(count);
      const logits = new Float32Array(count * classes);
      const features = draws.map((value, i) => {
        const axis = i % d;
        if (axis > 0 && axis <= dead) return 0;
        if (step > 0 || kind === "normal") return value + (axis === 0 ? 3 : 0);
        if (kind === "few values") return value > 0 ? 1 : 0.5;
        return kind === "equal" ? 0.3 : 0.3 + 1e-6 * value;
      });
      for (let i = 0; i < count; i++) {
        const own = features.subarray(i * d, (i + 1) * d);
        for (let c = 0; c < classes; c++) {
          logits[i * classes + c] = own.reduce((sum, x, k) => sum + x * head.weight[c * d + k], 0);
        }
        lengths[i] = Math.hypot(...own);
        own.forEach((value, k) => {
          own[k] = value / lengths[i];
        });
      }
      return { count, features, lengths, logits, odin: null };
    };
    const count = classes + more;
    const labels = Int32Array.from({ length: count }, (_, i) => Math.min(i, classes - 1));
    return {
      dimensions: d,
      classes,
      head,
      train: { ...rows(count, 0), labels },
      test: rows(testRows, 1),
      ood: [{ dataset: "other", group: "near", rows: rows(2, 2) }],
    };
  }

  it("gets finite scores or a clear refusal from every detector", async () => {
    let [scored, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(shape, async (given) => {
        const set = odd(given);
        const found = await outcomes(set).catch((error: Error) => {
          expect(error.message).toMatch(/^mixture: .*expected some spread; give more points$/);
          return null;
        });
        if (!found) refused++;
        for (const [method, { scores, refusal }] of found ?? []) {
          if (scores) scored++;
          else expect(refusal).toMatch(/^(Relative Mahalanobis|ViM|Composed): .*expected .+; .+/);
          expect(
            [...(scores ?? [])].filter((score) => !Number.isFinite(score)),
            method,
          ).toEqual([]);
        }
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(scored).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(5);
  });
});
