/** A classifier's last layer: `weight` [C, D] and `bias` [C]. */
export interface Head {
  weight: Float32Array;
  bias: Float32Array;
}

/** Multiply-adds between two pauses: a few hundredths of a second. */
const STRETCH = 5e7;
/** Rows of a tile, which stay in registers together with two classes. */
const TILE = 4;

/**
 * The logits of raw features, features @ weight.T + bias, [rows, C], summed in float64.
 *
 * @param features the raw features' directions, [rows, D]
 * @param lengths the raw features' lengths, [rows]
 * @param pause awaited every few hundredths of a second
 */
export async function headLogits(
  features: Float32Array,
  lengths: Float32Array,
  head: Head,
  pause: () => Promise<void>,
): Promise<Float32Array> {
  const logits = new Float32Array(lengths.length * head.bias.length);
  let work = 0;
  for (let row = 0; row < lengths.length; row += TILE) {
    fillTile(logits, features, lengths, head, row);
    work += TILE * head.weight.length;
    if (work < STRETCH) continue;
    work = 0;
    await pause();
  }
  return logits;
}

/** Fills the logits of four rows; past the end, the last row or class is done again. */
function fillTile(
  logits: Float32Array,
  features: Float32Array,
  lengths: Float32Array,
  { weight, bias }: Head,
  first: number,
): void {
  const classes = bias.length;
  const dimensions = weight.length / classes;
  const last = lengths.length - 1;
  const [r0, r1, r2, r3] = [0, 1, 2, 3].map((i) => Math.min(first + i, last));
  const [x0, x1, x2, x3] = [r0, r1, r2, r3].map((row) => row * dimensions);
  for (let c0 = 0; c0 < classes; c0 += 2) {
    const c1 = Math.min(c0 + 1, classes - 1);
    const w0 = c0 * dimensions;
    const w1 = c1 * dimensions;
    let [s00, s10, s20, s30, s01, s11, s21, s31] = [0, 0, 0, 0, 0, 0, 0, 0];
    for (let d = 0; d < dimensions; d++) {
      const u = weight[w0 + d];
      const v = weight[w1 + d];
      const a = features[x0 + d];
      const b = features[x1 + d];
      const c = features[x2 + d];
      const e = features[x3 + d];
      s00 += a * u;
      s10 += b * u;
      s20 += c * u;
      s30 += e * u;
      s01 += a * v;
      s11 += b * v;
      s21 += c * v;
      s31 += e * v;
    }
    const put = (row: number, c: number, sum: number) => {
      logits[row * classes + c] = sum * lengths[row] + bias[c];
    };
    put(r0, c0, s00);
    put(r1, c0, s10);
    put(r2, c0, s20);
    put(r3, c0, s30);
    put(r0, c1, s01);
    put(r1, c1, s11);
    put(r2, c1, s21);
    put(r3, c1, s31);
  }
}
