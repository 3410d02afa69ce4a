import { fewer } from "../src/data/fewer.ts";
import type { FeatureRows, FeatureSet } from "../src/data/rows.ts";
import { bootstrap, type Replicates } from "../src/detection/bootstrap.ts";
import { correction } from "../src/detection/learned.ts";
import { mog } from "../src/detection/mog.ts";
import type { Interval } from "../src/detection/report.ts";
import { metricsOf, percentile } from "../src/detection/roc.ts";
import { disposeMixture, mixtureTensors } from "../src/kernels/tensors.ts";
import { featureDefaults } from "../src/model/defaults.ts";
import { fitMixture } from "../src/model/mixture.ts";
import type { OodGroup } from "../src/model/recipe.ts";
import { recipeFor, updatesOf } from "../src/training/featureRecipe.ts";
import { Trainer } from "../src/training/trainer.ts";
import type { Case } from "./cases.mjs";

const SIZE = "4x64";
const REPLICATES = 1000;
/** Rows of either half of the test set, and of as many training rows. */
const HALF = 5000;

/** What E_theta changes of a metric, in points, over the seeds' mean; the interval is the rows'. */
interface Change {
  value: number;
  interval: Interval;
}
type Changes = Record<string, Change>;

/** E_G alone, averaged over the sets and the seeds, in %. */
interface Before {
  auroc: number;
  fpr95: number;
}

/** Scores of the test rows, then of each OOD set. */
type Scores = Float32Array[];

/**
 * Trains a case with several seeds and compares the correction with the mixture that it corrects.
 *
 * @param testLabels classes of the test rows, for E_theta to learn from half of them
 */
export async function study(
  given: FeatureSet,
  testLabels: Int32Array,
  { recipe: differs, rowsPerClass = 0, learnFrom }: Case,
  seeds: readonly number[],
): Promise<{ before: Before; auroc: Changes; fpr95: Changes; spread: Interval }> {
  const runs: { plain: Scores; corrected: Scores }[] = [];
  for (const seed of seeds) {
    const set = fewer(given, rowsPerClass, seed);
    const { train, dimensions, classes } = set;
    const mixture = fitMixture(train.features, train.labels, dimensions, classes);
    const recipe = { ...featureDefaults().correction, ...differs };
    const learned =
      learnFrom === "heldOut"
        ? halfOf(set.test, testLabels, 0)
        : learnFrom === "training"
          ? everyOf(train, train.labels, Math.floor(train.count / HALF), 0, HALF)
          : train;
    const test = learnFrom ? halfOf(set.test, testLabels, 1) : set.test;
    const trainer = new Trainer({
      model: "correction",
      recipe: recipeFor(recipe, SIZE, dimensions),
      // As many updates as on all rows: it is the rows that differ.
      updates: updatesOf(recipe, given.train.count),
      seed,
      points: learned.features,
      labels: learned.labels,
      dimensions,
      mixture,
    });
    while (trainer.update < trainer.task.updates) {
      trainer.step();
      if (trainer.update % 20 === 0) await trainer.losses();
    }
    const reference = mixtureTensors(mixture);
    const { temperature, mixtureTemperature } = trainer.task.recipe;
    const detector = correction(trainer.energy, reference, temperature, mixtureTemperature);
    const rows = [test, ...set.ood.map((each) => each.rows)];
    const run = { plain: [] as Scores, corrected: [] as Scores };
    for (const each of rows) {
      run.plain.push(await mog(reference).score(each));
      run.corrected.push(await detector.score(each));
    }
    runs.push(run);
    trainer.dispose();
    disposeMixture(reference);
  }
  return changesOf(runs, given.ood);
}

function halfOf(rows: FeatureRows, labels: Int32Array, first: 0 | 1) {
  return everyOf(rows, labels, 2, first, HALF);
}

/** Every `stride`-th row, from `first` on. */
function everyOf(
  { features, lengths }: FeatureRows,
  labels: Int32Array,
  stride: number,
  first: number,
  count: number,
): FeatureRows & { labels: Int32Array } {
  const d = features.length / lengths.length;
  const some = new Float32Array(count * d);
  const own = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = first + i * stride;
    some.set(features.subarray(row * d, (row + 1) * d), i * d);
    own[i] = labels[row];
  }
  const unit = new Float32Array(count).fill(1);
  return { count, features: some, lengths: unit, labels: own, logits: null, odin: null };
}

function changesOf(runs: { plain: Scores; corrected: Scores }[], ood: FeatureSet["ood"]) {
  const drawn = runs.map(({ plain, corrected }) => [replicatesOf(plain), replicatesOf(corrected)]);
  const sets = ood.map(({ dataset }) => dataset);
  const ofGroup = (group: OodGroup) => sets.flatMap((_, i) => (ood[i].group === group ? i : []));
  const groups = {
    near: ofGroup("near"),
    mid: ofGroup("mid"),
    far: ofGroup("far"),
    average: sets.map((_, i) => i),
  };
  const meanOver = (each: (run: number, set: number) => number, members: number[]) =>
    runs.reduce((sum, _, run) => sum + ofRun(each, run, members), 0) / runs.length;
  const ofRun = (each: (run: number, set: number) => number, run: number, members: number[]) =>
    members.reduce((sum, set) => sum + each(run, set), 0) / members.length;
  const values = runs.map(({ plain, corrected }) =>
    sets.map((_, i) => ({
      before: metricsOf(plain[0], plain[i + 1]),
      after: metricsOf(corrected[0], corrected[i + 1]),
    })),
  );
  const changes = (metric: "auroc" | "fpr95"): Changes => {
    const point = (run: number, set: number) =>
      100 * (values[run][set].after[metric] - values[run][set].before[metric]);
    const entries = Object.entries(groups).map(([name, members]) => {
      const replicates = Float64Array.from({ length: REPLICATES }, (_, b) =>
        meanOver((run, set) => {
          const [plain, corrected] = drawn[run];
          return 100 * (corrected[set][metric][b] - plain[set][metric][b]);
        }, members),
      ).sort();
      const interval: Interval = [percentile(replicates, 0.025), percentile(replicates, 0.975)];
      return [name, { value: meanOver(point, members), interval }] as const;
    });
    return Object.fromEntries(entries);
  };
  const bySeed = runs.map((_, run) =>
    ofRun(
      (r, set) => 100 * (values[r][set].after.auroc - values[r][set].before.auroc),
      run,
      groups.average,
    ),
  );
  const spread: Interval = [Math.min(...bySeed), Math.max(...bySeed)];
  const alone = (metric: "auroc" | "fpr95") =>
    meanOver((run, set) => 100 * values[run][set].before[metric], groups.average);
  const before = { auroc: alone("auroc"), fpr95: alone("fpr95") };
  return { before, auroc: changes("auroc"), fpr95: changes("fpr95"), spread };
}

/** The bootstrap of every set; the same draws for all detectors and seeds. */
function replicatesOf([inside, ...outside]: Scores): Replicates[] {
  const parts = bootstrap(inside, outside, { seed: 1, replicates: REPLICATES });
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value as Replicates[];
  }
}
