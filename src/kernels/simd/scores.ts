import { type Engine, padded } from "./engine.ts";
import { MixturePass } from "./mixture.ts";
import type { Kernels } from "./module.ts";
import { NetworkPass } from "./network.ts";
import type { MixtureArrays, NetworkArrays } from "./packed.ts";

/** Points that are in memory at a time: 2^22 floats of them. */
const FLOATS = 2 ** 22;
/** Points of a pass, whose arrays stay in the cache. */
const TILE = 128;
/** Pieces of work a thread. */
const PIECES = 4;

/** A pass over a tile of points, and the arrays that it writes a number a point to. */
interface Pass {
  forward(run: Kernels, points: number, first: number, count: number): void;
  results: number[];
}

/** The fast version of `networkEnergy`. */
export function networkEnergy(
  engine: Engine,
  energy: NetworkArrays,
  points: Float32Array,
): Float32Array {
  const packed = engine.packedNetwork(energy);
  const [energies] = eachPoint(engine, points, energy.network.inputs, 1, (tile) => {
    const pass = new NetworkPass(engine.workspace, packed, tile, "nothing");
    return { forward: pass.forward.bind(pass), results: [pass.energies.start] };
  });
  return energies;
}

/** The fast version of `mixtureScores`. */
export function mixtureScores(engine: Engine, mixture: MixtureArrays, points: Float32Array) {
  const packed = engine.packedMixture(mixture);
  const [energy, nearest] = eachPoint(engine, points, mixture.dimensions, 2, (tile) => {
    const pass = new MixturePass(engine.workspace, packed, tile);
    return { forward: pass.forward.bind(pass), results: [pass.energies.start, pass.nearest.start] };
  });
  return { energy, nearest };
}

/** Takes points [n, D] through passes, tile by tile on all threads; gives `outputs` arrays [n]. */
function eachPoint(
  engine: Engine,
  points: Float32Array,
  d: number,
  outputs: number,
  open: (tile: number) => Pass,
): Float32Array[] {
  const { workspace } = engine;
  const results = Array.from({ length: outputs }, () => new Float32Array(points.length / d));
  const most = 4 * Math.ceil(FLOATS / d / 4);
  const begin = workspace.top;
  for (let offset = 0; offset < points.length / d; offset += most) {
    workspace.release(begin);
    const part = points.subarray(offset * d, (offset + most) * d);
    const rows = padded(part.length / d);
    const at = engine.points(part, d);
    const found = results.map(() => workspace.bytes(4 * rows));
    const size = padded(Math.max(TILE, rows / (PIECES * engine.team.threads)));
    const pieces = Array.from({ length: Math.ceil(rows / size) }, (_, i) => {
      const first = i * size;
      const end = Math.min(rows, first + size);
      const pass = open(Math.min(TILE, end - first));
      return (run: Kernels) => {
        for (let row = first; row < end; row += TILE) {
          const count = Math.min(TILE, end - row);
          pass.forward(run, at + 4 * row * d, 0, count);
          pass.results.forEach((from, output) => {
            run.copyRows(from, count, 1, count, found[output] + 4 * row, count);
          });
        }
      };
    });
    engine.run(pieces);
    results.forEach((result, output) => {
      result.set(workspace.view(found[output], part.length / d), offset);
    });
  }
  return results;
}
