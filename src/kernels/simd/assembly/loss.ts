// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
/**
 * The loss mean E(x) - mean E(z') + l2 (mean E(x)^2 + mean E(z')^2) on one array of energies: those
 * of the data, padding up to `padded` rows, those of the negatives, padding.
 */

/** out[i] = the loss's derivative in energy i, for `count` rows from `first` on; 0 for padding. */
export function lossScale(
  energies: usize,
  first: i32,
  count: i32,
  dataRows: i32,
  padded: i32,
  negativeRows: i32,
  l2: f32,
  out: usize,
): void {
  for (let i = first; i < first + count; i++) {
    const at = (<usize>i) << 2;
    const energy = f32.load(energies + at);
    let scale: f32 = 0;
    if (i < dataRows) scale = (1 + 2 * l2 * energy) / <f32>dataRows;
    else if (i >= padded && i < padded + negativeRows) {
      scale = (-1 + 2 * l2 * energy) / <f32>negativeRows;
    }
    f32.store(out + at, scale);
  }
}

/** out = [mean E(x), mean E(z'), mean E(x)^2, mean E(z')^2]. */
export function lossTerms(
  energies: usize,
  dataRows: i32,
  padded: i32,
  negativeRows: i32,
  out: usize,
): void {
  storeMeans(energies, dataRows, out);
  storeMeans(energies + ((<usize>padded) << 2), negativeRows, out + 4);
}

/** The mean at `out`, that of the squares 8 bytes on. */
function storeMeans(energies: usize, rows: i32, out: usize): void {
  let sum: f64 = 0;
  let squares: f64 = 0;
  for (let i = 0; i < rows; i++) {
    const energy = <f64>f32.load(energies + ((<usize>i) << 2));
    sum += energy;
    squares += energy * energy;
  }
  f32.store(out, <f32>(sum / <f64>rows));
  f32.store(out, <f32>(squares / <f64>rows), 8);
}
