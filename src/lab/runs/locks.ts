/** What tells the tabs of a browser which of them has a run or a sweep. */
export interface Locks {
  /** Holds a lock; gives what lets it go, or null where another page has it. */
  hold(name: string): Promise<(() => void) | null>;
  /** The names of those that any page holds. */
  held(): Promise<ReadonlySet<string>>;
  /** Ends once no page holds it any more. */
  free(name: string): Promise<void>;
}

export const lockOf = (id: string) => `run-${id}`;

/** The browser's locks; where it has none, this page is taken for the only one. */
export const browserLocks: Locks = {
  hold(name) {
    if (!navigator.locks) return Promise.resolve(() => {});
    return new Promise((resolve) => {
      void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((letGo) => resolve(letGo));
      });
    });
  },
  async held() {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return new Set(held.flatMap(({ name }) => name ?? []));
  },
  async free(name) {
    await navigator.locks?.request(name, { mode: "shared" }, () => {});
  },
};
