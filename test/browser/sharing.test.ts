import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, read, SMALL, saveReport, shows } from "./readings.ts";

/** Kept from the clipboard, which a page without the reader's leave cannot have. */
const copiedLink = "window.copied";

describe("a copied link", () => {
  test("opened in a fresh browser gives the same NLL on the same points", async ({
    page,
    browser,
  }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = async (text) => {
        Object.assign(window, { copied: text });
      };
    });
    const drawn = SMALL.replace("data=cross", "data=drawn");
    await open(page, `${drawn}&updates=15&l2=0.05&chains.steps=7`);
    await press(page, "Starters");
    await page.getByRole("menuitem", { name: "A letter" }).click();
    await press(page, "Done");
    await shows(page, "Run", /^ready$/);
    await page.getByRole("radio", { name: "Paint far" }).click();
    const map = page
      .getByRole("figure", { name: "Data", exact: true })
      .getByRole("button", { name: /^Probe of/ });
    await map.focus();
    await page.keyboard.press("Enter");
    await shows(page, "Painted points", /far [1-9]/);
    const painted = await read(page, "Painted points");
    await press(page, "Train");
    await shows(page, "Run", /^done$/);
    const { nll } = (await saveReport(page)).toy!;

    await press(page, "Share");
    await page.getByRole("checkbox", { name: "Train as soon as it is opened" }).check();
    await press(page, "Copy the link");
    await shows(page, "Copied", /^Link copied\.$/);
    const link = (await page.evaluate(copiedLink)) as string;
    expect(link.length).toBeLessThan(8000);

    const context = await browser.newContext();
    const fresh = await context.newPage();
    await fresh.goto(link);
    await shows(fresh, "Run", /^done$/);
    expect(Math.abs((await saveReport(fresh)).toy!.nll - nll)).toBeLessThanOrEqual(1e-6);
    expect(await read(fresh, "Painted points")).toBe(painted);
    await context.close();
  });
});

describe("an embedded lab", () => {
  test("has the parts that are asked for, on narrow pages and in large type too", async ({
    page,
  }) => {
    for (const width of [390, 800, 1280]) {
      await page.setViewportSize({ width, height: 720 });
      await open(page, `${SMALL}&embed=1&hide=setup,settings,explanation&type=large`);
      await shows(page, "Run", /^ready$/);
      expect(await page.getByRole("banner").count()).toBe(0);
      expect(await page.getByRole("region", { name: /Setup|Settings/ }).count()).toBe(0);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(width);
    }
    const whole = await page.getByRole("link", { name: "Open in the lab" }).getAttribute("href");
    expect(whole).toMatch(/#tab=lab&/);
    expect(whole).not.toMatch(/embed|hide/);
  });
});
