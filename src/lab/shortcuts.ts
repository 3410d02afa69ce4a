import type { Lab } from "./lab.ts";
import { INSTRUMENTS, type Instrument, isToyTab, TABS, type Tab } from "./place.ts";

/** A key that does something wherever the keyboard is, but where one types. */
export interface Shortcut {
  key: string;
  what: string;
  /** The tabs that it acts on. */
  tabs: readonly Tab[];
  act: (lab: Lab) => void;
}

/** The tabs with a run of the 2D lab. */
const RUNS = TABS.filter(isToyTab);

const TAB_NAMES: Record<Tab, string> = {
  learn: "Learn",
  lab: "2D lab",
  features: "Features",
  runs: "Runs",
};

const INSTRUMENT_KEYS: Record<Instrument, { key: string; name: string }> = {
  detection: { key: "d", name: "Detection" },
  fit: { key: "f", name: "Fit and modes" },
  chains: { key: "c", name: "Chains" },
  motion: { key: "m", name: "Slow motion" },
};

export const SHORTCUTS: readonly Shortcut[] = [
  {
    ...{ key: "?", what: "Show the keyboard shortcuts", tabs: TABS },
    act: ({ sheet }) => sheet.show(true),
  },
  ...TABS.map((tab, i) => ({
    ...{ key: String(i + 1), what: `Go to ${TAB_NAMES[tab]}`, tabs: TABS },
    act: ({ setTab }: Lab) => setTab(tab),
  })),
  {
    ...{ key: "t", what: "Train, or pause", tabs: RUNS },
    act: ({ store, toy }) => {
      if (store.getState().toy.phase.at === "training") toy.pause();
      else toy.train();
    },
  },
  {
    ...{ key: "s", what: "Take one step: a single update", tabs: RUNS },
    act: ({ store, toy }) => {
      if (store.getState().place.toy.model !== "mixture") toy.step();
    },
  },
  { ...{ key: "r", what: "Reset the run to update 0", tabs: RUNS }, act: ({ toy }) => toy.reset() },
  {
    ...{ key: "l", what: "Copy a link to what is on screen", tabs: TABS },
    act: ({ share }) => void share.copyLink(),
  },
  ...INSTRUMENTS.map((instrument) => ({
    ...{ key: INSTRUMENT_KEYS[instrument].key, tabs: ["lab"] as const },
    what: `Show ${INSTRUMENT_KEYS[instrument].name}`,
    act: ({ toy }: Lab) => toy.setInstrument(instrument),
  })),
  {
    ...{ key: "[", what: "Go to the previous chapter", tabs: ["learn"] as const },
    act: ({ learn }) => learn.previous(),
  },
  {
    ...{ key: "]", what: "Go to the next chapter", tabs: ["learn"] as const },
    act: ({ learn }) => learn.next(),
  },
];

/** Keys that act where they are: for the sheet. */
export const LOCAL_KEYS: readonly { keys: string; where: string; what: string }[] = [
  { keys: "Tab, Shift+Tab", where: "anywhere", what: "to the next control, or the one before" },
  {
    keys: "arrows",
    where: "tabs, segments, sliders, table of results",
    what: "from one to the next",
  },
  { keys: "Home, End", where: "sliders", what: "to either end" },
  {
    keys: "arrows (Shift: faster)",
    where: "a map, the drawing board",
    what: "move probe or cursor",
  },
  { keys: "Enter or Space", where: "a map", what: "pins the probe, or paints with the tool" },
  { keys: "p", where: "a map", what: "pins the probe" },
  { keys: "Space or Enter", where: "the drawing board", what: "draws" },
  { keys: "b, e, 1 to 9", where: "the drawing board", what: "brush, eraser, class" },
  { keys: "Ctrl+Z, Ctrl+Shift+Z", where: "the drawing board", what: "undo, redo" },
  { keys: "Escape", where: "a map, a menu, a dialog", what: "lets the probe go, closes" },
];

/** Where keys are typed, or have a meaning of their own. */
const TYPING = 'input, textarea, select, [contenteditable="true"], [role="menu"], [role="dialog"]';

/** What is known of a press of a key. */
export interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The shortcut that a press means on a tab, if any; letters only without a modifier. */
export function shortcutOf(press: Press, tab: Tab): Shortcut | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  const key = press.shiftKey ? press.key : press.key.toLowerCase();
  return SHORTCUTS.find((each) => each.key === key && each.tabs.includes(tab)) ?? null;
}

/** Does what shortcuts say while they are on. */
export function followKeys(lab: Lab): void {
  document.addEventListener("keydown", (event) => {
    const { place, sheet } = lab.store.getState();
    const typing = event.target instanceof Element && event.target.closest(TYPING);
    if (!sheet.keys || typing || event.defaultPrevented || event.repeat) return;
    const shortcut = shortcutOf(event, place.tab);
    if (!shortcut) return;
    event.preventDefault();
    shortcut.act(lab);
  });
}
