/**
 * The middle value, or the mean of the two in the middle.
 *
 * @param {number[]} values at least one
 */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

/**
 * The largest difference of any numbers of the same name, relative to the largest of that name.
 *
 * @param {Record<string, number[]>} found
 * @param {Record<string, number[]>} expected
 * @returns {{ name: string, difference: number }} NaN and missing numbers differ by infinity
 */
export function worstDifference(found, expected) {
  const differences = Object.entries(expected).map(([name, values]) => {
    const scale = Math.max(...values.map(Math.abs)) || 1;
    const others = found[name] ?? [];
    const apart = values.map((value, i) => Math.abs(others[i] - value) / scale);
    const same = others.length === values.length && apart.every(Number.isFinite);
    return { name, difference: same ? Math.max(...apart) : Number.POSITIVE_INFINITY };
  });
  return differences.reduce((a, b) => (b.difference > a.difference ? b : a));
}
