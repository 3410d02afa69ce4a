import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, read, readNumber, SMALL, shows } from "./readings.ts";

/** The texts of a table's row. */
const row = (page: Page, table: string, name: RegExp) =>
  page.getByRole("table", { name: table }).getByRole("row", { name }).getByRole("cell");

const probeOf = (page: Page, map: string) =>
  page.getByRole("figure", { name: map, exact: true }).getByRole("button", { name: /^Probe of/ });

/** Where the ROC's dot of the sum is, and the level's line on its map. */
async function drawn(page: Page) {
  const map = page.getByRole("figure", { name: "E_θ + E_G", exact: true });
  return {
    level: await map.locator("path.level").getAttribute("d"),
    dot: await page
      .getByRole("img", { name: /^ROC curves/ })
      .locator("circle.total")
      .getAttribute("cy"),
    line: await page
      .getByRole("img", { name: /^Scores of/ })
      .locator("g:has(> line.threshold)")
      .getAttribute("transform"),
  };
}

describe("the threshold", () => {
  test("moves the level on the map, the dot, the line, and what is accepted", async ({ page }) => {
    await open(page, `${SMALL}&updates=10&autorun=1&ood=far`);
    await shows(page, "Run", /^done$/);
    const before = await drawn(page);
    const accepted = row(page, "Detection by energy", /^Eθ \+ EG/).nth(2);
    const share = Number(await accepted.textContent());
    const value = await read(page, "Threshold value");

    const slider = page.getByRole("slider", { name: /^Threshold/ });
    await slider.scrollIntoViewIfNeeded();
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x - 200, box.y, { steps: 10 });
    await page.mouse.up();
    await expect.poll(async () => (await drawn(page)).level).not.toBe(before.level);
    const after = await drawn(page);
    expect(Number(after.dot)).toBeGreaterThan(Number(before.dot));
    expect(after.line).not.toBe(before.line);
    expect(await read(page, "Threshold value")).not.toBe(value);
    expect(Number(await accepted.textContent())).toBeLessThan(share);
    await page.waitForURL(/gamma=\d+/);
  });
});

describe("the OOD painter", () => {
  test("paints by mouse and by keyboard, and measures detection on it", async ({ page }) => {
    await open(page, SMALL);
    await shows(page, "Run", /^ready$/);
    await page.getByRole("radio", { name: "Paint far" }).click();
    const map = probeOf(page, "Data");
    const box = (await map.boundingBox())!;
    await page.mouse.move(box.x + 0.1 * box.width, box.y + 0.1 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.1 * box.height, { steps: 5 });
    await page.mouse.up();
    await shows(page, "Painted points", /near 0between modes 0far [1-9]\d+$/);
    await page.getByRole("radio", { name: "painted", checked: true }).waitFor();
    await page.getByRole("checkbox", { name: "OOD points", checked: true }).waitFor();
    const cells = () => row(page, "Detection by energy", /^EG/).allTextContents();
    await expect.poll(async () => (await cells()).slice(0, 7)).toEqual([..."––––––", "100.0"]);

    await page.getByRole("radio", { name: "Paint near" }).click();
    await map.focus();
    await page.keyboard.press("Enter");
    await shows(page, "Painted points", /near [1-9]\d*between/);
    const spoken = page.getByRole("figure").locator('.readout[aria-live="polite"]');
    expect(await spoken.count()).toBe(1);
    await expect.poll(async () => Number((await cells())[0])).toBeLessThan(90);
    await press(page, "Undo");
    await expect.poll(async () => (await cells())[0]).toBe("–");
    expect(await page.getByRole("img", { name: /^ROC curves, near OOD: no result/ }).count()).toBe(
      1,
    );
  });
});

describe("the probe", () => {
  test("is pinned by a click, stays while the run trains, and is let go", async ({ page }) => {
    await open(page, `${SMALL}&updates=100000`);
    await shows(page, "Run", /^ready$/);
    const map = probeOf(page, "E_G");
    const box = (await map.boundingBox())!;
    await map.click({ position: { x: 0.9 * box.width, y: 0.5 * box.height } });
    await page.waitForURL(/probe=4\.\d+,-?0(\.\d+)?(&|$)/);
    const verdicts = row(page, "Probe: verdicts", /^Correction/);
    const nats = async () => (await verdicts.allTextContents())[1];
    await expect.poll(async () => (await verdicts.allTextContents()).at(-1)).toMatch(/^out-of/);
    const before = await nats();
    const pulls = page.getByRole("figure", { name: "E_θ + E_G", exact: true }).locator("g.arrow");
    expect(await pulls.count()).toBe(3);

    await press(page, "Train");
    await expect.poll(() => readNumber(page, "Updates")).toBeGreaterThan(2);
    await expect.poll(nats).not.toBe(before);
    expect(await pulls.count()).toBe(3);
    await press(page, "Pause");
    await shows(page, "Run", /^paused$/);
    await map.focus();
    await page.keyboard.press("Escape");
    await expect.poll(nats).toBe("–");
    await page.keyboard.press("p");
    await expect.poll(nats).not.toBe("–");
  });
});
