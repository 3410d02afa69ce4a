import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, SMALL, shows } from "./readings.ts";

const isFocused = (element: Element) => element === document.activeElement;

/** What has the keyboard, as a reader would call it. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.getAttribute("aria-label") ?? element?.id ?? element?.textContent ?? "";
  });

describe("the shortcuts", () => {
  test("train, go to an instrument and a tab, and are told of in a sheet", async ({ page }) => {
    await open(page, `${SMALL}&updates=5`);
    await shows(page, "Run", /^ready$/);
    await page.keyboard.press("t");
    await shows(page, "Run", /^done$/);
    await page.keyboard.press("f");
    await page.getByRole("tab", { name: "Fit and modes", selected: true }).waitFor();

    await press(page, "Keyboard shortcuts");
    const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
    await sheet.getByRole("row", { name: /^t Train, or pause/ }).waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    const opener = page.getByRole("button", { name: "Keyboard shortcuts" });
    expect(await opener.evaluate(isFocused)).toBe(true);

    await page.keyboard.press("3");
    await page.getByRole("tab", { name: "Features", selected: true }).waitFor();
  });

  test("leave typing alone, and can be turned off for good", async ({ page }) => {
    await open(page, "tab=lab&show=fit");
    await page.getByRole("spinbutton", { name: "Seed" }).press("c");
    await page.getByRole("combobox", { name: "Preset" }).press("c");
    await page.getByRole("tab", { name: "Fit and modes", selected: true }).waitFor();
    await page.getByRole("button", { name: "Reset" }).press("?");
    await page.getByRole("checkbox", { name: /^Shortcuts of a single key/ }).press(" ");
    await press(page, "Close");
    await page.reload();
    await shows(page, "Run", /^ready$/);
    await page.keyboard.press("c");
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await page.getByRole("tab", { name: "Chains", selected: true }).count()).toBe(0);
  });
});

describe("the keyboard's place", () => {
  test("goes to the results, and stays where a press ends its own control", async ({ page }) => {
    await open(page, "tab=lab&data=drawn");
    await page.getByRole("button", { name: /^Canvas/ }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await focused(page)).toBe("results");

    await page.getByRole("button", { name: /^Canvas/ }).press(" ");
    for (const name of ["Undo", "Redo", "Clear"]) {
      const button = page.getByRole("button", { name, exact: true });
      await button.press("Enter");
      expect(await button.evaluate(isFocused), name).toBe(true);
      expect(await button.getAttribute("aria-disabled")).toBe("true");
    }
    await press(page, "Undo");
    await page.getByRole("button", { name: "Done", exact: true }).press("Enter");
    await page.getByRole("figure", { name: "Data" }).waitFor();
    expect(await focused(page)).toBe("results");
  });
});

describe("what the reader's system asks for", () => {
  /** How many elements of the page move by themselves or by a change of style. */
  const moving = (page: Page) =>
    page.evaluate(() => {
      const moves = (style: CSSStyleDeclaration) =>
        style.animationName !== "none" ||
        style.transitionDuration.split(", ").some((time) => Number.parseFloat(time) > 0);
      return [...document.querySelectorAll("*")].filter((element) =>
        [undefined, "::before", "::after"].some((part) => moves(getComputedStyle(element, part))),
      ).length;
    });

  test("nothing moves where motion is to be reduced", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await open(page, "tab=lab");
    await shows(page, "Run", /^done$/);
    expect(await moving(page)).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: "reduce" });
    expect(await moving(page)).toBe(0);
  });

  test("what is chosen and where the keyboard is show in forced colours", async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active" });
    await open(page, "tab=lab");
    await shows(page, "Run", /^done$/);
    const back = (name: string) =>
      page
        .getByRole("radio", { name, exact: true })
        .evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await back("cross")).not.toBe(await back("grid"));
    const tab = page.getByRole("tab", { name: "2D lab" });
    const line = (name: string) =>
      page
        .getByRole("tab", { name })
        .evaluate((element) => getComputedStyle(element).borderBottomColor);
    expect(await line("2D lab")).not.toBe(await line("Features"));
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await tab.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe("solid");
  });
});
