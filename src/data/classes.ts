/**
 * Classes renumbered without gaps, in their order.
 *
 * @param labels [n], whole numbers from 0 on
 */
export function withoutGaps(labels: ArrayLike<number>): { labels: Int32Array; classes: number } {
  const found = [...new Set(Array.from(labels))].sort((a, b) => a - b);
  const numbers = new Map(found.map((label, i) => [label, i]));
  return {
    labels: Int32Array.from(labels, (label) => numbers.get(label)!),
    classes: found.length,
  };
}
