// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
/** Squared norms [rows] of values [rows, columns]. */
export function squaredNorms(values: usize, rows: i32, columns: i32, out: usize): void {
  for (let row = 0; row < rows; row++) {
    let total: f32 = 0;
    for (let j = 0; j < columns; j++, values += 4) {
      const value = f32.load(values);
      total += value * value;
    }
    f32.store(out + ((<usize>row) << 2), total);
  }
}

/**
 * Offers a tile's squared distances |q|^2 + |b|^2 - 2 q . b to each query's heap of the k smallest.
 *
 * @param products q . b, [queries, stride], the first `count` columns in use
 * @param heaps max-heaps [queries, k], filled with infinity before the first tile
 */
export function offerDistances(
  products: usize,
  stride: i32,
  queries: i32,
  count: i32,
  queryNorms: usize,
  bankNorms: usize,
  heaps: usize,
  k: i32,
): void {
  const two = f32x4.splat(-2);
  for (let query = 0; query < queries; query++) {
    const norm = f32.load(queryNorms + ((<usize>query) << 2));
    let worst = f32.load(heaps);
    let j = 0;
    for (; j + 4 <= count; j += 4) {
      const at = (<usize>j) << 2;
      const distances = f32x4.add(
        f32x4.add(f32x4.splat(norm), v128.load(bankNorms + at)),
        f32x4.mul(two, v128.load(products + at)),
      );
      if (!v128.any_true(f32x4.lt(distances, f32x4.splat(worst)))) continue;
      replaceWorst(heaps, k, f32x4.extract_lane(distances, 0));
      replaceWorst(heaps, k, f32x4.extract_lane(distances, 1));
      replaceWorst(heaps, k, f32x4.extract_lane(distances, 2));
      replaceWorst(heaps, k, f32x4.extract_lane(distances, 3));
      worst = f32.load(heaps);
    }
    for (; j < count; j++) {
      const at = (<usize>j) << 2;
      replaceWorst(heaps, k, norm + f32.load(bankNorms + at) - 2 * f32.load(products + at));
      worst = f32.load(heaps);
    }
    products += (<usize>stride) << 2;
    heaps += (<usize>k) << 2;
  }
}

/** Replaces a max-heap's root by `value` if that is smaller. */
function replaceWorst(heap: usize, k: i32, value: f32): void {
  if (!(value < f32.load(heap))) return;
  let hole = 0;
  while (true) {
    let child = 2 * hole + 1;
    if (child >= k) break;
    let largest = f32.load(heap + ((<usize>child) << 2));
    if (child + 1 < k) {
      const right = f32.load(heap + ((<usize>(child + 1)) << 2));
      if (right > largest) {
        largest = right;
        child++;
      }
    }
    if (value >= largest) break;
    f32.store(heap + ((<usize>hole) << 2), largest);
    hole = child;
  }
  f32.store(heap + ((<usize>hole) << 2), value);
}
