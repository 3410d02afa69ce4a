import type { Locks } from "../../../src/lab/runs/locks.ts";

/** The locks of a page that is the only one. */
export const noLocks: Locks = {
  hold: async () => () => {},
  held: async () => new Set(),
  free: async () => {},
};

/** The locks of a page beside others, which hold those of these names until they are let go. */
export function locksOf(
  ...others: string[]
): Locks & { held: () => Promise<Set<string>>; leave: (name: string) => void } {
  const own = new Set<string>();
  const theirs = new Set(others);
  const waiting: [name: string, then: () => void][] = [];
  return {
    async hold(name) {
      if (own.has(name) || theirs.has(name)) return null;
      own.add(name);
      return () => own.delete(name);
    },
    held: async () => new Set([...own, ...theirs]),
    free: (name) =>
      theirs.has(name) ? new Promise((then) => waiting.push([name, then])) : Promise.resolve(),
    leave(name) {
      theirs.delete(name);
      for (const [, then] of waiting.filter(([waits]) => waits === name)) then();
    },
  };
}
