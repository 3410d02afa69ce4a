/** Something kept of a run: at which update, and what it takes. */
export interface Kept {
  update: number;
  bytes: number;
}

export interface Bound {
  most: number;
  bytes: number;
}

/**
 * Items in the order of their updates, thinned until they are within the bound: first goes the one
 * whose neighbours lie nearest to one another, so that the others stay evenly spread. The first and
 * the last stay, and, while any other is left, those that `stays` names.
 */
export function bounded<T extends Kept>(
  items: readonly T[],
  { most, bytes }: Bound,
  stays: (item: T, before: T) => boolean = () => false,
): readonly T[] {
  let sum = items.reduce((total, item) => total + item.bytes, 0);
  if (items.length <= most && sum <= bytes) return items;
  const left = items.slice();
  while (left.length > 2 && (left.length > most || sum > bytes)) {
    const some = narrowest(left, stays);
    const [gone] = left.splice(some > 0 ? some : narrowest(left, () => false), 1);
    sum -= gone!.bytes;
  }
  return left;
}

/** The inner item whose neighbours lie nearest to one another, the earliest of them; 0 if all stay. */
function narrowest<T extends Kept>(items: T[], stays: (item: T, before: T) => boolean): number {
  let found = 0;
  let least = Infinity;
  for (let i = 1; i + 1 < items.length; i++) {
    const gap = items[i + 1]!.update - items[i - 1]!.update;
    if (gap >= least || stays(items[i]!, items[i - 1]!)) continue;
    least = gap;
    found = i;
  }
  return found;
}
