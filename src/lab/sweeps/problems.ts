import { countOf } from "../drawing.ts";
import type { Field, Value } from "../fields.ts";
import { parse, rangeOf, read, shown } from "../values.ts";
import { CRITERIA } from "./criteria.ts";
import { type Axis, type SweepDesign, variedBy } from "./design.ts";
import { countOfPoints, fieldsOf } from "./trials.ts";

/** Runs of a sweep at most. */
export const MOST_RUNS = 2000;

/** What stands in the way of running a design, a sentence each, for people; none where it can run. */
export function designProblems(design: SweepDesign): string[] {
  const { axes, seeds } = design;
  const keys = variedBy(design);
  const twice = [...new Set(keys.filter((key, i) => keys.indexOf(key) < i))];
  const seedTwice = seeds.find((seed, i) => seeds.indexOf(seed) < i);
  const runs = countOfPoints(design) * seeds.length;
  return [
    ...(axes.length === 0 ? ["axes: expected at least 1 setting to vary, found 0; add one"] : []),
    ...twice.map(
      (key) => `${key}: expected once among the axes, found several times; take one out`,
    ),
    ...axes.flatMap((axis) => axisProblems(axis, design)),
    ...samplingProblems(design),
    ...(seeds.length === 0 ? ["seeds: expected at least 1, found 0; give one"] : []),
    ...(seedTwice === undefined
      ? []
      : [`seeds: expected each once, found ${seedTwice} several times`]),
    ...(runs > MOST_RUNS
      ? [
          `runs: expected at most ${MOST_RUNS.toLocaleString("en")}, found ${runs.toLocaleString("en")}; take fewer values, points or seeds`,
        ]
      : []),
    ...drawingProblems(design),
    ...criterionProblems(design),
    ...stoppingProblems(design),
  ];
}

function samplingProblems({ sampling }: SweepDesign): string[] {
  if (sampling.by === "grid") return [];
  const { points, seed } = sampling;
  return [
    ...(Number.isInteger(points) && points >= 1
      ? []
      : [`points: expected a whole number of at least 1, found ${points}`]),
    ...(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32
      ? []
      : [`sample's seed: expected a whole number of 0 to 4294967295, found ${seed}`]),
  ];
}

/** What is wrong with an axis, for its own setting and for those that take the same value. */
function axisProblems(axis: Axis, design: SweepDesign): string[] {
  const all = [axis.key, ...(axis.also ?? [])].flatMap((key) =>
    settingProblems({ ...axis, key }, design),
  );
  return [...new Set(all)];
}

function settingProblems(axis: Axis, { base, sampling }: SweepDesign): string[] {
  const field = fieldsOf(base.kind).find(({ key }) => key === axis.key);
  if (!field) {
    return [`${axis.key}: no setting that can be varied has this name; take it out or mend it`];
  }
  if ("values" in axis) return listProblems(field, axis.values);
  const { from, to, scale } = axis;
  const name = field.label;
  if (sampling.by === "grid") {
    return [`${name}: a grid needs its values, found a range; list them, or sample at random`];
  }
  if (field.kind === "choice") return [`${name}: expected some of its choices, found a range`];
  const strays = [from, to].filter((end) => parse(field, String(end)) === null);
  if (strays.length > 0) return strays.map((end) => outside(field, end));
  if (from >= to) return [`${name}: expected a range that rises, found ${from} to ${to}`];
  if (scale === "log" && from <= 0) {
    return [`${name}: a log scale begins above 0, found ${from}; raise it or take a linear scale`];
  }
  return [];
}

function listProblems(field: Field, values: readonly Value[]): string[] {
  const { label } = field;
  if (values.length === 0) return [`${label}: expected at least 1 value, found 0; give some`];
  const stray = values.find(
    (value) =>
      (typeof value === "string") !== (field.kind === "choice") ||
      parse(field, String(value)) === null,
  );
  if (stray !== undefined) return [outside(field, stray)];
  const twice = values.find((value, i) => values.indexOf(value) < i);
  return twice === undefined ? [] : [`${label}: expected each value once, found ${twice} twice`];
}

const outside = (field: Field, value: Value) =>
  `${field.label}: expected ${rangeOf(field)}, found ${value}`;

/** Data of the reader's own must have been drawn. */
function drawingProblems({ base, axes }: SweepDesign): string[] {
  if (base.kind !== "toy" || (base.drawing && countOf(base.drawing) > 0)) return [];
  const axis = axes.find(({ key }) => key === "data");
  const data = axis && "values" in axis ? axis.values : [base.settings.data];
  if (!data.includes("drawn")) return [];
  return [
    "drawing: expected at least 1 point, found 0; draw some in the 2D lab, or take other data",
  ];
}

function criterionProblems({ base, criterion }: SweepDesign): string[] {
  const names = CRITERIA.filter(({ kind }) => kind === base.kind).map(({ name }) => name);
  if (names.includes(criterion)) return [];
  return [`criterion: expected one of ${names.join(", ")}, found "${criterion}"`];
}

function stoppingProblems({ base, stopping, axes }: SweepDesign): string[] {
  if (stopping.rule === "none") return [];
  const { eta, rungs } = stopping;
  if (base.kind !== "toy") {
    return ["early stopping: runs over features are not compared on their way; choose none"];
  }
  if (!(Number.isInteger(eta) && eta >= 2)) {
    return [`halving: expected an eta of at least 2, a whole number, found ${eta}`];
  }
  if (!(Number.isInteger(rungs) && rungs >= 2)) {
    return [`halving: expected at least 2 rungs, a whole number, found ${rungs}`];
  }
  const axis = axes.find(({ key }) => key === "updates");
  const ends = axis ? ("values" in axis ? axis.values.map(Number) : [axis.from]) : [];
  const updates = Math.min(...ends, ...(axis ? [] : [base.settings.updates]));
  const most = Math.floor(Math.log(updates) / Math.log(eta) + 1e-9) + 1;
  if (rungs <= most) return [];
  return [
    `halving: ${rungs} rungs leave no update before the first of ${updates}; take at most ${most}`,
  ];
}

/** What a reader may want to know of a design that can run, a sentence each. */
export function designNotes({ base, axes }: SweepDesign): string[] {
  const fields = fieldsOf(base.kind);
  return axes.flatMap(({ key }) => {
    const field = fields.find((one) => one.key === key);
    if (!field?.only || shown([field], base.settings).length > 0) return [];
    if (axes.some((axis) => axis.key === field.only!.key)) return [];
    const gate = fields.find((one) => one.key === field.only!.key)!;
    const now = read(base.settings, gate.key);
    return [
      `${field.label} changes nothing while ${gate.label.toLowerCase()} is ${now}: its runs differ by nothing but their seeds`,
    ];
  });
}
