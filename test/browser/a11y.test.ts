import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, readNumber, SMALL, shows, unfold } from "./readings.ts";

/** Roles that need a name of their own. */
const NAMED =
  /^\s*- (button|checkbox|combobox|img|progressbar|radio|slider|spinbutton|tab|table|textbox)\b/;

/** The nodes of the accessibility tree that need a name and have none. */
async function unnamed(page: Page): Promise<string[]> {
  const lines = (await page.locator("body").ariaSnapshot()).split("\n");
  expect(lines.filter((line) => NAMED.test(line)).length).toBeGreaterThan(20);
  return lines.filter((line) => NAMED.test(line) && !/^\s*- \w+ "/.test(line));
}

/** Watches how many pixels of the page lie beside the window; gives the most at any change of it. */
async function watchOverflow(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    let most = 0;
    globalThis.overflow = () => {
      const { scrollWidth, clientWidth } = document.documentElement;
      most = Math.max(most, scrollWidth - clientWidth);
      return most;
    };
    const changes = new MutationObserver(globalThis.overflow);
    changes.observe(document, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => globalThis.overflow());
}

declare global {
  var overflow: () => number;
}

const TABS = [
  {
    tab: "learn&chapter=failure",
    ready: (page: Page) => page.getByRole("figure", { name: "Data", exact: true }).waitFor(),
  },
  { tab: "lab", ready: (page: Page) => shows(page, "Run", /^done$/) },
  {
    tab: "features",
    ready: async (page: Page) => {
      await press(page, "Load sample");
      await shows(page, "Stage", /^ready$/);
    },
  },
];

for (const { tab, ready } of TABS) {
  describe(`the tab "${tab}"`, () => {
    test("gives every control and every picture a name", async ({ page }) => {
      await open(page, `tab=${tab}`);
      await ready(page);
      await unfold(page);
      expect(await unnamed(page)).toEqual([]);
    });

    test("never scrolls sideways on a phone, not while it loads either", async ({ page }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const overflow = await watchOverflow(page);
      await open(page, `tab=${tab}`);
      await ready(page);
      await unfold(page);
      expect(await overflow()).toBe(0);
    });
  });
}

test("a setting's help is named after it, and says what it does", async ({ page }) => {
  await open(page);
  await press(page, "Help: Learning rate");
  await page.getByRole("dialog").getByText(/Adam/).waitFor();
});

describe("the keyboard", () => {
  test("goes from tab to tab with the arrows, and reaches Train and starts it", async ({
    page,
  }) => {
    await open(page, `${SMALL}&updates=5`);
    await shows(page, "Run", /^ready$/);
    await page.keyboard.press("Tab");
    const skip = page.getByRole("button", { name: "Skip to the results" });
    expect(await skip.evaluate(isFocused)).toBe(true);
    await page.keyboard.press("Tab");
    expect(await page.getByRole("tab", { name: "2D lab" }).evaluate(isFocused)).toBe(true);
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: "Features", selected: true }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await page.getByRole("tab", { name: "2D lab", selected: true }).waitFor();

    const train = page.getByRole("button", { name: "Train", exact: true });
    for (let presses = 0; presses < 12 && !(await train.evaluate(isFocused)); presses++) {
      await page.keyboard.press("Tab");
    }
    expect(await train.evaluate(isFocused)).toBe(true);
    await page.keyboard.press("Enter");
    await shows(page, "Run", /^done$/);
    expect(await readNumber(page, "Updates")).toBe(5);
  });

  test("moves the probe over a map", async ({ page }) => {
    await open(page);
    const map = page.getByRole("figure", { name: "E_G", exact: true });
    await map.getByRole("button", { name: /^Probe/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowUp");
    await map.getByText(/^\(0\.\d+, 0\.\d+\): /).waitFor();
  });
});

const isFocused = (element: Element) => element === document.activeElement;
