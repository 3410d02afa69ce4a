import type { ToyDensity } from "../../src/data/density.ts";
import type { ModelFrame, ModelFrames, ToyFrame } from "../protocol/toy.ts";
import type { ToyLooks } from "./looks.ts";
import type { ToyMember } from "./member.ts";
import type { ToyDevice } from "./run.ts";
import type { PointScores } from "./scores.ts";

/** The frame and its arrays, ready to post. */
export interface FrameMessage {
  frame: ToyFrame;
  arrays: Float32Array[];
}

/**
 * What a frame shows of each model at `size` x `size` cells, but for its losses, by at most `most`
 * held-out points and as many OOD points of the built-in sets a group; `diverged` is a model
 * with an energy that is not a finite number somewhere, where the others are not drawn either.
 */
export async function drawModels(
  device: ToyDevice,
  density: ToyDensity,
  looks: ToyLooks,
  size: number,
  most?: number,
): Promise<{ models: ModelFrames; diverged: ToyMember | null }> {
  const { pictures, scores: points, members } = device;
  const scores = new Map<ToyMember["kind"], PointScores>();
  for (const { kind, trainer } of members) {
    scores.set(kind, await points.of(kind, trainer?.energy ?? null, most));
  }
  const domain = pictures.domains(scores);
  const models: Partial<ModelFrames> = {};
  looks.begin();
  for (const member of members) {
    const { kind, trainer, problem } = member;
    const own = scores.get(kind)!;
    const drawn = await pictures.draw(kind, trainer?.energy ?? null, own, domain(kind), size);
    if (!drawn) return { models: models as ModelFrames, diverged: member };
    const particles = ((await trainer?.particles()) ?? new Float32Array(0)).slice();
    models[kind] = {
      ...{ ...drawn, particles, occupancy: occupancyOf(particles, density) },
      coverage: trainer?.update === 0 ? null : drawn.coverage,
      losses: new Float32Array(0),
      acceptance: trainer?.acceptance ?? null,
      detection: await looks.see(kind, own, drawn, size, device),
      problem,
    };
  }
  return { models: models as ModelFrames, diverged: null };
}

/** The share of points [n, 2] in each mode; null of no points. */
function occupancyOf(points: Float32Array, { modes, modeOf }: ToyDensity): number[] | null {
  if (points.length === 0) return null;
  const shares = new Array<number>(modes.length).fill(0);
  for (let i = 0; i < points.length; i += 2) {
    shares[modeOf(points[i], points[i + 1])] += 2 / points.length;
  }
  return shares;
}

/** The arrays of a model's frame, which can be handed over to the page. */
export function arraysOf({ network, total, particles, losses }: ModelFrame): Float32Array[] {
  return [network?.values ?? [], total.values, particles, losses].flat();
}
