import { type Engine, padded } from "./engine.ts";
import { panels } from "./memory.ts";
import type { Kernels } from "./module.ts";

/** The fast version of `innerProducts`: points [n, D], vectors [M, D]; gives [n, M]. */
export function innerProducts(
  engine: Engine,
  points: Float32Array,
  vectors: Float32Array,
  d: number,
): Float32Array {
  const { workspace } = engine;
  engine.begin();
  const [count, many] = [points.length / d, vectors.length / d];
  const pitch = 8 * panels(many);
  const rows = engine.points(points, d);
  const flat = engine.points(vectors, d);
  const packed = workspace.bytes(4 * d * pitch);
  const padding = workspace.bytes(4 * padded(count) * pitch);
  const products = workspace.bytes(4 * count * many);
  engine.run([(run) => run.packTransposed(flat, d, d, many, packed)]);
  engine.run(
    engine.shares(padded(count)).map(({ first, count: size }) => (run: Kernels) => {
      const from = padding + 4 * first * pitch;
      run.gemm(rows + 4 * first * d, d, packed, from, pitch, size, d, pitch / 8);
      const own = Math.min(size, count - first);
      run.copyRows(from, pitch, own, many, products + 4 * first * many, many);
    }),
  );
  return workspace.view(products, count * many).slice();
}
