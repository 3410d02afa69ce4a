import { type Engine, padded } from "./engine.ts";
import { panels } from "./memory.ts";
import type { Kernels } from "./module.ts";

/** Bank rows that are multiplied at once, and those that are in memory at a time. */
const TILE = 512;
const GROUP = 8 * TILE;
/** Queries of a piece of work at most. */
const QUERIES = 128;

/** The fast version of `kthSquaredDistances`: queries [n, D], bank [N, D]. */
export function kthSquaredDistances(
  engine: Engine,
  queries: Float32Array,
  bank: Float32Array,
  d: number,
  k: number,
): Float32Array {
  const { workspace } = engine;
  engine.begin();
  const count = queries.length / d;
  const q = engine.points(queries, d);
  const queryNorms = workspace.bytes(4 * padded(count));
  const heaps = workspace.bytes(4 * count * k);
  workspace.view(heaps, count * k).fill(Number.POSITIVE_INFINITY);
  const tiles = GROUP / TILE;
  const rows = workspace.bytes(4 * GROUP * d);
  const norms = workspace.bytes(4 * GROUP);
  const packed = workspace.bytes(4 * GROUP * d);
  const size = padded(Math.max(4, Math.min(QUERIES, count / (4 * engine.team.threads))));
  const shares = Array.from({ length: Math.ceil(count / size) }, (_, i) => ({
    first: i * size,
    count: Math.min(size, count - i * size),
    products: workspace.bytes(4 * size * TILE),
  }));
  engine.run(
    shares.map(({ first, count }) => (run: Kernels) => {
      run.squaredNorms(q + 4 * first * d, count, d, queryNorms + 4 * first);
    }),
  );
  const begin = workspace.top;
  for (let start = 0; start < bank.length / d; start += GROUP) {
    workspace.release(begin);
    const group = bank.subarray(start * d, (start + GROUP) * d);
    const held = group.length / d;
    workspace.view(rows, group.length).set(group);
    const parts = Array.from({ length: Math.min(tiles, Math.ceil(held / TILE)) }, (_, i) => ({
      first: i * TILE,
      size: Math.min(TILE, held - i * TILE),
    }));
    engine.run(
      parts.map(({ first, size }) => (run: Kernels) => {
        const from = rows + 4 * first * d;
        run.squaredNorms(from, size, d, norms + 4 * first);
        run.packTransposed(from, d, d, size, packed + 4 * first * d);
      }),
    );
    engine.run(
      shares.map(({ first, count, products }) => (run: Kernels) => {
        const from = q + 4 * first * d;
        for (const part of parts) {
          const bankTile = packed + 4 * part.first * d;
          const many = panels(part.size);
          run.gemm(from, d, bankTile, products, TILE, padded(count), d, many);
          run.offerDistances(
            products,
            TILE,
            count,
            part.size,
            queryNorms + 4 * first,
            norms + 4 * part.first,
            heaps + 4 * first * k,
            k,
          );
        }
      }),
    );
  }
  const worst = workspace.view(heaps, count * k);
  return Float32Array.from({ length: count }, (_, i) => Math.max(0, worst[i * k]));
}
