import type { MapPoint, ModelProbe, ToyProbe } from "../../workers/protocol/look.ts";
import { ENERGIES, type EnergyName } from "../../workers/protocol/maps.ts";
import { decimal, percent } from "./format.ts";

/** The pull of an energy at a point, the direction in which it falls. */
export interface Pull {
  energy: EnergyName;
  /** -grad E. */
  force: MapPoint;
  length: number;
  /** From the x axis, counter-clockwise, -180..180. */
  degrees: number;
}

/** The pulls of a model's parts and of their sum. */
export function pullsOf({ gradients }: ModelProbe): Pull[] {
  return ENERGIES.flatMap((energy) => {
    const gradient = gradients[energy];
    if (!gradient) return [];
    const force: MapPoint = [0 - gradient[0], 0 - gradient[1]];
    const degrees = (180 / Math.PI) * Math.atan2(force[1], force[0]);
    return { energy, force, length: Math.hypot(...force), degrees };
  });
}

/** The pull that arrows are drawn to: that of any model's longest, rounded up to 1, 2 or 5 times a power of ten. */
export function arrowScale({ models }: ToyProbe): number {
  const lengths = Object.values(models).flatMap((model) => pullsOf(model).map((one) => one.length));
  const longest = Math.max(1e-6, ...lengths.filter(Number.isFinite));
  const power = 10 ** Math.floor(Math.log10(longest));
  return power * [1, 2, 5, 10].find((step) => longest <= step * power * (1 + 1e-9))!;
}

/** A verdict at the threshold, in words. */
export const verdict = (accepted: boolean) =>
  accepted ? "in-distribution" : "out-of-distribution";

/** -log p for people; where p is under the least number, that is past 700 nats, no more is known of it. */
export const nats = (value: number) =>
  value === Number.POSITIVE_INFINITY ? "over 700" : decimal(value);

/** Where a point is out of [-extent, extent]^2, that in words; null on the map. */
export function beyondMap(at: MapPoint, extent: number): string | null {
  if (at.every((value) => Math.abs(value) <= extent)) return null;
  const [side, x, y] = [extent, ...at].map((value) => decimal(value, 2));
  return `The pin is beyond the maps: expected x and y from −${side} to ${side}, found (${x}, ${y}); change them to see it.`;
}

/** What is made of a probe, in a sentence a model. */
export function probeSummary({ at, truth, models }: ToyProbe, names: Record<string, string>) {
  const further = (share: number) => `further out than ${percent(share)} % of the data`;
  const lines = Object.entries(models).map(
    ([kind, model]) =>
      `${names[kind]}: ${verdict(model.accepted)}, −log p ${nats(model.nats)}, ${further(model.percentile)}.`,
  );
  const data = `The data: ${verdict(truth.accepted)}, −log p ${nats(truth.nats)}, ${further(truth.percentile)}.`;
  return [`Probe at (${at.map((v) => decimal(v, 2)).join(", ")}).`, ...lines, data].join(" ");
}
