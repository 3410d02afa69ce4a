import type { Keeping } from "./board.ts";
import type { LabStore } from "./store.ts";

/** Whether the sheet of shortcuts is open, and whether shortcuts of a single key act at all. */
export interface SheetState {
  open: boolean;
  keys: boolean;
}

export const FIRST_SHEET: SheetState = { open: false, keys: true };

/** The key under which "off" is kept. */
export const KEPT_KEYS = "energy-correction-lab/shortcuts";

/** What the reader can do with the sheet of shortcuts. */
export function sheetActions(store: LabStore, keeping: Keeping) {
  const patch = (part: Partial<SheetState>) =>
    store.setState(({ sheet }) => ({ sheet: { ...sheet, ...part } }));
  try {
    if (keeping.getItem(KEPT_KEYS) === "off") patch({ keys: false });
  } catch {
    // A browser that keeps nothing has them on.
  }
  return {
    show: (open: boolean) => patch({ open }),
    /** Turns shortcuts of a single key on or off, for later visits too. */
    turn(keys: boolean): void {
      patch({ keys });
      try {
        keeping.setItem(KEPT_KEYS, keys ? "on" : "off");
      } catch {
        // Then it holds until the page is left.
      }
    },
  };
}
