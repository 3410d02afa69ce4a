import type { LabStore } from "../store.ts";
import type { Archive } from "./archive.ts";
import { COMPARED, type RunRecord } from "./record.ts";
import { type RunsState, recordOf } from "./state.ts";

export type RunsActions = ReturnType<typeof runsActions>;

/** What the reader can do with kept runs. */
export function runsActions(store: LabStore, archive: Archive) {
  let opening: Promise<void> | null = null;
  const state = () => store.getState().runs;
  const patch = (part: Partial<RunsState>) =>
    store.setState(({ runs }) => ({ runs: { ...runs, ...part } }));

  /** Puts a record in the place of the one of its id, and keeps it. */
  function put(record: RunRecord): void {
    const others = (state().records ?? []).filter(({ id }) => id !== record.id);
    const records = [record, ...others].toSorted((a, b) => b.created - a.created);
    patch({ records });
    void archive.keep({ record });
  }
  const change = (id: string, part: Partial<Pick<RunRecord, "name" | "pinned">>) => {
    const record = recordOf(state(), id);
    if (record) put({ ...record, ...part });
  };

  return {
    /** Reads the archive, once. */
    open(): Promise<void> {
      opening ??= archive.catalogue().then(({ records, sweeps, unreadable, fleeting }) => {
        patch({ records, unreadable, fleeting });
        store.setState((all) => ({ sweeps: { ...all.sweeps, sweeps } }));
      });
      return opening;
    },
    rename: (id: string, name: string) => change(id, { name }),
    pin: (id: string, pinned: boolean) => change(id, { pinned }),
    /** Chooses the runs that are compared, the first COMPARED of them, and shows them side by side. */
    compare: (ids: readonly string[]) =>
      store.setState(({ place }) => ({
        place: { ...place, tab: "runs", view: "compare", compared: ids.slice(0, COMPARED) },
      })),
    dismiss: () => patch({ notice: null, problem: null }),
  };
}
