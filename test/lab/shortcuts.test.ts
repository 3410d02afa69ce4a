import { describe, expect, it } from "vitest";
import { TABS } from "../../src/lab/place.ts";
import { FIRST_SHEET, KEPT_KEYS, sheetActions } from "../../src/lab/sheet.ts";
import { type Press, SHORTCUTS, shortcutOf } from "../../src/lab/shortcuts.ts";
import { createLabStore } from "../../src/lab/store.ts";

const press = (key: string, held: Partial<Press> = {}): Press => ({
  ...{ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false },
  ...held,
});

/** A browser's storage, in memory. */
function storage(initial: Record<string, string> = {}) {
  const kept = new Map(Object.entries(initial));
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe("SHORTCUTS", () => {
  it.each(TABS)("has a key once on the tab %s", (tab) => {
    const keys = SHORTCUTS.filter(({ tabs }) => tabs.includes(tab)).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("shortcutOf", () => {
  it("finds a letter in either case where Shift is not held, and ? where it is", () => {
    expect(shortcutOf(press("t"), "lab")?.what).toMatch(/^Train/);
    expect(shortcutOf(press("T"), "lab")?.what).toMatch(/^Train/);
    expect(shortcutOf(press("?", { shiftKey: true }), "features")?.key).toBe("?");
  });

  it("leaves alone what the browser and other tabs have", () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      expect(shortcutOf(press("r", held), "lab")).toBeNull();
    }
    expect(shortcutOf(press("T", { shiftKey: true }), "lab")).toBeNull();
    expect(shortcutOf(press("t"), "features")).toBeNull();
    expect(shortcutOf(press("Enter"), "lab")).toBeNull();
  });
});

describe("sheetActions", () => {
  it("turns single keys off, for the next visit too", () => {
    const keeping = storage();
    const first = createLabStore();
    sheetActions(first, keeping).turn(false);
    expect(first.getState().sheet).toEqual({ ...FIRST_SHEET, keys: false });
    const second = createLabStore();
    sheetActions(second, keeping).turn(true);
    expect(keeping.getItem(KEPT_KEYS)).toBe("on");
    expect(second.getState().sheet.keys).toBe(true);
  });

  it("begins with them as they were left", () => {
    const store = createLabStore();
    sheetActions(store, storage({ [KEPT_KEYS]: "off" }));
    expect(store.getState().sheet.keys).toBe(false);
  });

  it("does without a browser that keeps anything", () => {
    const refuse = () => {
      throw new Error("no storage");
    };
    const store = createLabStore();
    const sheet = sheetActions(store, { getItem: refuse, setItem: refuse });
    sheet.turn(false);
    expect(store.getState().sheet.keys).toBe(false);
  });
});
