import type { FeatureSet } from "../../src/data/rows.ts";
import { composed, type ScaledMember, scaleOf } from "../../src/detection/composed.ts";
import { type Detector, type Rows, scoreInChunks, spread } from "../../src/detection/detector.ts";
import { energy } from "../../src/detection/energy.ts";
import { knn } from "../../src/detection/knn.ts";
import { CATALOGUE, type Method, type Needs } from "../../src/detection/methods.ts";
import { mog } from "../../src/detection/mog.ts";
import { msp } from "../../src/detection/msp.ts";
import { fullOdin, odin } from "../../src/detection/odin.ts";
import { fitGradient, perturbedMahalanobis } from "../../src/detection/perturbed.ts";
import { fitRelative, relativeMahalanobis } from "../../src/detection/relative.ts";
import { ssd } from "../../src/detection/ssd.ts";
import { openResiduals, residualScale, residualSpace, vim } from "../../src/detection/vim.ts";
import type { Bank } from "../../src/kernels/evaluate.ts";
import type { MixtureTensors } from "../../src/kernels/tensors.ts";
import type { Mixture } from "../../src/model/mixture.ts";
import type { Parts } from "../../src/model/parts.ts";
import { type FeatureSettings, MEMBERS, type Switch } from "../../src/model/recipe.ts";
import { inTurns, yieldTurn } from "../serve.ts";

/** Training rows that scale a composed detector's members. */
const SCALING_ROWS = 5000;
/** Rows a chunk of scoring while a detector is made. */
const CHUNK = 512;
/** Milliseconds of fitting between two looks at the messages. */
const SLICE = 50;

/** What the detectors use on the device. */
export interface Device {
  reference: MixtureTensors;
  /** The training features. */
  bank: Bank;
}

/** A detector that needs no training, before it is made. */
export interface PlainDetector {
  method: Method;
  needs: Needs;
  /** Whether rows have what it needs. */
  usable(rows: Rows): boolean;
  /** Rows whose neighbours are sought to make it and to score `rows` rows. */
  queries(rows: number): number;
  /**
   * Fits what is to be fitted, once, and makes the detector on a device, whose caller disposes of
   * it; null where `going` said no. May be made again on another device.
   *
   * @throws where the set does not allow the method, with what to do
   */
  make(device: Device, going: () => boolean): Promise<Detector | null>;
}

type Single = Exclude<Method, "EBM" | "Correction" | "Composed">;

/** The detectors that the settings ask for, in the table's order. */
export function plainDetectors(
  set: FeatureSet,
  mixture: Mixture,
  settings: FeatureSettings,
): PlainDetector[] {
  const { extras } = settings;
  const singles = singleDetectors(set, mixture, settings);
  const switches: Partial<Record<Method, Switch>> = {
    "Relative Mahalanobis": extras.relativeMahalanobis,
    "Perturbed Mahalanobis": extras.perturbedMahalanobis,
    ViM: extras.vim,
    Composed: extras.composed,
  };
  return [...Object.values(singles), composedDetector(set, settings, singles)].filter(
    ({ method }) => switches[method] !== "off",
  );
}

function singleDetectors(
  { train, test, ood, head }: FeatureSet,
  mixture: Mixture,
  { extras, odinTemperature, neighbours }: FeatureSettings,
): Record<Single, PlainDetector> {
  const always = () => true;
  const hasLogits = (rows: Rows) => rows.logits !== null;
  const hasOdin = (rows: Rows) => rows.odin !== null;
  const full = [test, ...ood.map(({ rows }) => rows)].every(hasOdin) || !test.logits;
  const relative = once(() => fitRelative(mixture));
  const gradient = once(() => fitGradient(mixture));
  const residual = once(() => residualSpace(train, head!, extras.vimDimensions));
  return {
    MSP: plain("MSP", hasLogits, async () => msp),
    ODIN: full
      ? plain("ODIN", hasOdin, async () => fullOdin)
      : plain("ODIN", hasLogits, async () => odin(odinTemperature)),
    Energy: plain("Energy", hasLogits, async () => energy),
    KNN: {
      ...plain("KNN", always, async ({ bank }) => knn(bank, Math.min(neighbours, train.count))),
      queries: (rows) => rows,
    },
    SSD: plain("SSD", always, async ({ reference }) => ssd(reference)),
    MoG: plain("MoG", always, async ({ reference }) => mog(reference)),
    "Relative Mahalanobis": plain("Relative Mahalanobis", always, async (_, going) => {
      const terms = await relative(going);
      return terms && relativeMahalanobis(terms);
    }),
    "Perturbed Mahalanobis": plain("Perturbed Mahalanobis", always, async (device, going) => {
      const terms = await gradient(going);
      return terms && perturbedMahalanobis(terms, extras.perturbation, ssd(device.reference));
    }),
    ViM: plain(
      "ViM",
      (rows) => head !== null && hasLogits(rows),
      async (_, going) => {
        const space = await residual(going);
        if (!space) return null;
        const residuals = openResiduals(space);
        return orUndone(residuals.dispose, async () => {
          const lengths = await scoresOf(residuals, train, going);
          return lengths && vim(residuals, residualScale(train, lengths));
        });
      },
    ),
  };
}

function plain(
  method: Method,
  usable: PlainDetector["usable"],
  make: PlainDetector["make"],
): PlainDetector {
  return { method, needs: CATALOGUE[method].needs, usable, queries: () => 0, make };
}

/** Joins those of the members asked for whose inputs the training and the test rows have. */
function composedDetector(
  { train, test }: FeatureSet,
  { extras, neighbours }: FeatureSettings,
  singles: Record<Single, PlainDetector>,
): PlainDetector {
  const asked = MEMBERS.filter((name) => extras.members[name] === "on");
  const members = asked.filter((name) => [train, test].every(singles[name].usable));
  const few = spread(train, SCALING_ROWS);
  const usable = (rows: Rows) =>
    members.every((name) => singles[name].usable(rows)) &&
    members.length >= Math.min(1, asked.length);
  const make: PlainDetector["make"] = async (device, going) => {
    if (asked.length === 0) {
      throw new Error("Composed: has no member, expected one or more; turn some of them on");
    }
    const owned: Detector[] = [];
    return orUndone(
      () => owned.forEach((detector) => void detector.dispose?.()),
      async () => {
        const scaled: ScaledMember[] = [];
        for (const name of members) {
          const detector = await singles[name].make(device, going);
          if (!detector) return null;
          owned.push(detector);
          // A training row is its own nearest neighbour: it does not count as one.
          const judge =
            name === "KNN" ? knn(device.bank, Math.min(neighbours + 1, train.count)) : detector;
          const scores = await scoresOf(judge, few, going);
          if (!scores) return null;
          scaled.push({ method: name, detector, scale: scaleOf(name, scores) });
        }
        return composed(scaled, extras.joinRule);
      },
    );
  };
  return {
    ...plain("Composed", usable, make),
    queries: (rows) => (members.includes("KNN") ? rows + few.count : 0),
  };
}

/** Runs a fit once: in turns with the messages; null where `going` said no. */
function once<Fit>(parts: () => Parts<Fit>) {
  let fit: Fit | null = null;
  return async (going: () => boolean): Promise<Fit | null> => {
    fit ??= await inTurns(parts(), SLICE, going);
    return fit;
  };
}

function scoresOf(detector: Pick<Detector, "score">, rows: Rows, going: () => boolean) {
  return scoreInChunks(detector, rows, {
    chunk: CHUNK,
    signal: () => !going(),
    pause: yieldTurn,
  });
}

/** Does work; where it gives null or throws, undoes what was begun. */
async function orUndone<Result>(
  undo: () => void,
  work: () => Promise<Result | null>,
): Promise<Result | null> {
  let result: Result | null = null;
  try {
    result = await work();
    return result;
  } finally {
    if (result === null) undo();
  }
}
