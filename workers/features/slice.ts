import type { FeatureRows, FeatureSet } from "../../src/data/rows.ts";
import { percentile, thresholds } from "../../src/detection/roc.ts";
import type { LeadingEigen } from "../../src/model/lanczos.ts";
import type { Mixture } from "../../src/model/mixture.ts";
import { lift, type Plane, type Projection, project } from "../../src/model/plane.ts";
import { gridPoints } from "../../src/model/quadrature.ts";
import {
  lineSlice,
  meansSlice,
  nearestClass,
  principalAxes,
  principalSlice,
  type Slice,
} from "../../src/model/slice.ts";
import type { TrainedEnergy } from "../../src/training/task.ts";
import { contourPath } from "../contours.ts";
import { type Domain, mapOf, symmetric } from "../maps.ts";
import type { EnergyName } from "../protocol/maps.ts";
import type {
  FeatureSlice,
  PlaneChoice,
  SliceChoice,
  SliceMap,
  SlicePoints,
} from "../protocol/slice.ts";
import { Canvas, type Energies, Superseded } from "./sliceCanvas.ts";

/** Cells a side. */
export const SLICE_SIZE = 100;
/** Rows of a set that are drawn at most. */
export const DRAWN_ROWS = 300;
/** Share of the near ID test rows, and of room around all marks, that a map holds. */
const HELD = 0.98;
const ROOM = 1.15;
/** Class means are named on a plane of principal axes where there are no more. */
const NAMED_CLASSES = 20;

/** Planes through the feature space of a set, and what the energies are on them. */
export class FeatureSlices {
  private readonly axes = new Map<"features" | "means", LeadingEigen>();
  /** The energies of the ID test rows, of each energy drawn before. */
  private readonly inside = new WeakMap<TrainedEnergy | Mixture, Energies>();

  constructor(readonly mixture: Mixture) {}

  /**
   * The slice of a choice, or null where `going` ended it.
   *
   * @param set its groups may differ from call to call, its rows may not
   * @param trained the energies that a run has trained
   * @throws a sentence for people where there is no such plane
   */
  async draw(
    choice: SliceChoice,
    set: FeatureSet,
    trained: readonly TrainedEnergy[],
    going: () => boolean,
  ): Promise<Omit<FeatureSlice, "type" | "id"> | null> {
    const energy = trained.find(({ model }) => model === choice.energy) ?? null;
    const canvas = new Canvas(set, this.mixture, energy, going);
    try {
      return await this.drawn(choice, energy, canvas);
    } catch (error) {
      if (error instanceof Superseded) return null;
      throw error;
    } finally {
      canvas.close();
    }
  }

  private async drawn(choice: SliceChoice, energy: TrainedEnergy | null, canvas: Canvas) {
    const { surface } = choice;
    const { plane, axes, marks } = await this.sliceOf(choice.plane, canvas);
    const placed = marks.map(({ label, point }) => {
      const { places } = project(plane, Float32Array.from(point), surface);
      return { label, x: places[0], y: places[1] };
    });
    const { reach, extent, points } = await this.pointsOf(plane, choice, placed, canvas);
    const key = energy ?? this.mixture;
    const inside = this.inside.get(key) ?? (await canvas.energies(canvas.set.test.features));
    this.inside.set(key, inside);
    const places = gridPoints({ size: SLICE_SIZE, extent });
    const values = await canvas.energies(places, (some) => lift(plane, some, surface));
    return {
      choice,
      model: energy?.model ?? ("mixture" as const),
      mixtureTemperature: energy?.recipe.mixtureTemperature ?? 1,
      ...{ size: SLICE_SIZE, extent, maps: mapsOf(values, inside), axes },
      ...{ marks: placed.filter(({ x, y }) => within(x, y, extent)), reach, points },
    };
  }

  private async sliceOf(choice: PlaneChoice, canvas: Canvas): Promise<Slice> {
    const { mixture } = this;
    switch (choice.by) {
      case "principal": {
        const axes = this.axes.get(choice.of) ?? principalAxes(mixture, choice.of);
        this.axes.set(choice.of, axes);
        const slice = principalSlice(mixture, choice.of, axes, choice.axes);
        return mixture.classes > NAMED_CLASSES ? { ...slice, marks: [] } : slice;
      }
      case "means":
        return meansSlice(mixture, choice.classes);
      case "line": {
        const rows = canvas.set.ood.find(({ dataset }) => dataset === choice.dataset)?.rows;
        if (!rows) throw new Error(`${choice.dataset}: no OOD set of this name; choose another`);
        const row = choice.row ?? (await mostInside(rows, canvas));
        if (row >= rows.count) {
          throw new Error(
            `${choice.dataset}: has ${rows.count} rows, row ${row + 1} was asked for; choose a lower one`,
          );
        }
        const { dimensions: d } = mixture;
        const sample = rows.features.subarray(row * d, (row + 1) * d);
        const from = choice.from ?? nearestClass(mixture, sample);
        return lineSlice(mixture, from, sample, `${choice.dataset} ${row + 1}`);
      }
    }
    return choice satisfies never;
  }

  /** The rows near the plane, and how large a map holds them and the marks. */
  private async pointsOf(
    plane: Plane,
    { surface, nearest }: SliceChoice,
    marks: readonly { x: number; y: number }[],
    canvas: Canvas,
  ) {
    const { test, ood } = canvas.set;
    const inside = await canvas.projection(test.features, plane, surface);
    const reach = percentile(inside.distances.slice().sort(), nearest);
    const sizes: number[] = [];
    inside.distances.forEach((distance, i) => {
      const size = Math.max(Math.abs(inside.places[2 * i]), Math.abs(inside.places[2 * i + 1]));
      if (distance <= reach && Number.isFinite(size)) sizes.push(size);
    });
    const held = sizes.length > 0 ? percentile(Float64Array.from(sizes).sort(), HELD) : 0;
    const marked = marks.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]).filter(Number.isFinite);
    const extent = ROOM * Math.max(held, ...marked, 1e-3);
    const points: SlicePoints[] = [{ ood: null, ...nearRows(inside, reach, extent) }];
    for (const { dataset, group, rows } of ood) {
      const projection = await canvas.projection(rows.features, plane, surface);
      points.push({ ood: { dataset, group }, ...nearRows(projection, reach, extent) });
    }
    return { reach, extent, points };
  }
}

/** The row with the lowest energy: of the model, or of what there is of it. */
async function mostInside(rows: FeatureRows, canvas: Canvas): Promise<number> {
  const { reference, network, total } = await canvas.energies(rows.features);
  const scores = total ?? network ?? reference!;
  return scores.reduce((best, score, row) => (score < scores[best] ? row : best), 0);
}

const within = (x: number, y: number, extent: number) =>
  Math.abs(x) <= extent && Math.abs(y) <= extent;

/** The rows that are near enough and within the map, thinned evenly. */
function nearRows({ places, distances }: Projection, reach: number, extent: number) {
  const near: number[] = [];
  distances.forEach((distance, i) => {
    if (distance <= reach && within(places[2 * i], places[2 * i + 1], extent)) near.push(i);
  });
  const count = Math.min(near.length, DRAWN_ROWS);
  const points = new Float32Array(2 * count);
  for (let n = 0; n < count; n++) {
    const row = near[Math.floor((n * near.length) / count)];
    points.set(places.subarray(2 * row, 2 * row + 2), 2 * n);
  }
  const distance = percentile(distances.slice().sort(), 0.5);
  return { points, near: near.length, rows: distances.length, distance };
}

/** Maps with their thresholds; E_G and the correction, which are compared, share their colours. */
function mapsOf(values: Energies, inside: Energies): FeatureSlice["maps"] {
  const compared = (["reference", "total"] as const).filter((name) => values[name]);
  const shared = compared
    .map((name) => domainOf(values[name]!, inside[name]!))
    .reduce(([low, high], [other, top]) => [Math.min(low, other), Math.max(high, top)]);
  const maps: FeatureSlice["maps"] = {};
  for (const name of Object.keys(values) as EnergyName[]) {
    const domain = name === "network" ? symmetric([values.network!, inside.network!]) : shared;
    maps[name] = sliceMap(values[name]!, inside[name]!, domain);
  }
  return maps;
}

function sliceMap(values: Float32Array, inside: Float32Array, domain: Domain): SliceMap {
  if (!values.every(Number.isFinite)) {
    throw new Error("an energy is not a finite number on this plane; choose another plane");
  }
  const [level] = thresholds(inside, [0.95]);
  const path = contourPath(values, SLICE_SIZE, level);
  return { ...mapOf(values, SLICE_SIZE, domain), threshold: { level, path } };
}

/** From the map's lowest energy to its highest, or to as far beyond the rows' threshold. */
function domainOf(values: Float32Array, inside: Float32Array): Domain {
  const [threshold] = thresholds(inside, [0.95]);
  let [low, high] = [values[0], values[0]];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (threshold > low) high = Math.min(high, low + 2 * (threshold - low));
  return [low, Math.max(high, low + 1e-3)];
}

/** The arrays of a slice that can be handed over to the page. */
export function sliceArrays({ maps, points }: Pick<FeatureSlice, "maps" | "points">) {
  const values = Object.values(maps).map((map) => map.values);
  return [...values, ...points.map((set) => set.points)];
}
