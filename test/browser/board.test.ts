import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { longestTask, open, test } from "./page.ts";
import { press, readNumber, SMALL, savedFrom, shows } from "./readings.ts";

const DRAWN = `${SMALL.replace("data=cross", "data=drawn")}&updates=10`;

const canvasOf = (page: Page) => page.getByRole("button", { name: /^Canvas/ });

/** Draws a line by mouse, from and to shares of the canvas. */
async function stroke(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = (await canvasOf(page).boundingBox())!;
  const at = ([x, y]: [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at(to), { steps: 8 });
  await page.mouse.up();
}

/** Loads a table of points; its name tells nothing. */
async function load(page: Page, text: string): Promise<void> {
  const file = { name: "points.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
  await page.getByLabel("File of a drawing").setInputFiles(file);
}

/** The share of the canvas's pixels that are painted. */
const painted = (page: Page) =>
  page.locator(".board-plot canvas").evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, i) => i % 4 === 3 && value > 0).length / (data.length / 4);
  });

describe("the drawing board", () => {
  test("draws by mouse and by keys, takes back, saves, loads, and a run trains on it", async ({
    page,
  }) => {
    await open(page, DRAWN);
    await page.getByText("The link has no drawing in it").waitFor();
    expect(await painted(page)).toBe(0);

    await stroke(page, [0.2, 0.3], [0.8, 0.3]);
    await shows(page, "Drawing", /^\d+ points in 1 class$/);
    const line = await page.getByRole("status", { name: "Drawing" }).textContent();
    const share = await painted(page);
    expect(share).toBeGreaterThan(0.001);

    // The canvas has the keyboard since the stroke.
    await page.keyboard.press("3");
    for (const key of ["Shift+ArrowDown", "Shift+ArrowDown", "Space", "ArrowLeft", "Enter"]) {
      await page.keyboard.press(key);
    }
    await shows(page, "Drawing", /points in 2 classes$/);
    const both = await page.getByRole("status", { name: "Drawing" }).textContent();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await shows(page, "Drawing", new RegExp(`^${line}$`));
    expect(await painted(page)).toBe(share);
    await page.keyboard.press("Control+Shift+z");
    await press(page, "Redo");
    await shows(page, "Drawing", new RegExp(`^${both}$`));

    const { name, bytes } = await savedFrom(page, "Save", /CSV/);
    expect(name).toBe("drawing.csv");
    expect(`${bytes}`.split("\n").length - 2).toBe(Number.parseInt(both!, 10));
    await press(page, "Clear");
    await shows(page, "Drawing", /^no points yet$/);
    await press(page, "Done");
    const alert = page.getByRole("alert").filter({ hasText: "The run did not start" });
    await alert.filter({ hasText: "expected at least 1 point, found 0" }).waitFor();
    await load(page, `${bytes}`);
    await shows(page, "Drawing", new RegExp(`^${both}$`));

    await press(page, "Done");
    await shows(page, "Run", /^ready$/);
    expect(await page.getByRole("alert").count()).toBe(0);
    await press(page, "Train");
    await shows(page, "Run", /^done$/);
    expect(await readNumber(page, "Updates")).toBe(10);
    expect(Number.isFinite(await readNumber(page, "Test NLL"))).toBe(true);

    await page.reload();
    await shows(page, "Run", /^ready$/);
    await press(page, "Edit drawing");
    await shows(page, "Drawing", new RegExp(`^${both}$`));
    const { bytes: json } = await savedFrom(page, "Save", /JSON/);
    expect(JSON.parse(`${json}`).classes).toHaveLength(Number.parseInt(both!, 10));
  });

  const many = Array.from({ length: 20_000 }, (_, i) => {
    const angle = i * 2.399963;
    const radius = 5 * Math.sqrt(i / 20_000);
    return `${radius * Math.cos(angle)},${radius * Math.sin(angle)},${1 + (i % 9)}`;
  }).join("\n");

  test("takes one point, all points the same, 20,000, and refuses one more", async ({ page }) => {
    await open(page, DRAWN);
    await load(page, `${many}\n0,0,1`);
    const alert = page.getByRole("alert").filter({ hasText: "the drawing is as it was" });
    await alert.filter({ hasText: "at most 20,000 points, found 20,001" }).waitFor();
    await shows(page, "Drawing", /^no points yet$/);
    const drawings = ["1,2", "1,2,1\n".repeat(50), many];
    for (const [i, text] of drawings.entries()) {
      if (i > 0) await press(page, "Edit drawing");
      await load(page, text);
      await shows(page, "Drawing", [/^1 point /, /^50 points /, /^20,000 points in 9 /][i]!);
      await press(page, "Train");
      await shows(page, "Run", /^done$/);
      expect(Number.isFinite(await readNumber(page, "Test NLL")), `drawing ${i}`).toBe(true);
    }
    await press(page, "Edit drawing");
    await page.getByRole("radio", { name: "Eraser" }).click();
    const longest = await longestTask(page, () => stroke(page, [0.3, 0.5], [0.7, 0.6]));
    await shows(page, "Drawing", /^1\d,\d{3} points in 9 classes$/);
    expect(longest).toBeLessThan(100);
  });
});

test("the board names its controls and stays within a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, DRAWN);
  await press(page, "Starters");
  await page.getByRole("menuitem", { name: "A letter" }).click();
  const scrolls = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(scrolls).toBe(0);
  const lines = (await page.getByRole("region", { name: "Draw your own data" }).ariaSnapshot())
    .split("\n")
    .filter((line) => /^\s*- (button|radio|slider|spinbutton)\b/.test(line));
  expect(lines.length).toBeGreaterThan(20);
  expect(lines.filter((line) => !/^\s*- \w+ "/.test(line))).toEqual([]);
});
