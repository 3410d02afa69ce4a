import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { Report } from "../../src/detection/report.ts";

/** A small run: some updates of a small network, a second on any machine. */
export const SMALL = "data=cross&model=correction&seed=1&layers=1&width=32&batch=64&steps=10";

/** The text of the output called `name`, such as "Test NLL". */
export async function read(page: Page, name: string): Promise<string> {
  return (await page.getByRole("status", { name, exact: true }).textContent()) ?? "";
}

/** The number that the output called `name` shows. */
export async function readNumber(page: Page, name: string): Promise<number> {
  return Number((await read(page, name)).replace("\u2212", "-"));
}

/**
 * Waits until the output called `name` shows `text`.
 *
 * @throws with what it shows instead, and what the page warns of
 */
export async function shows(page: Page, name: string, text: RegExp): Promise<void> {
  const output = page.getByRole("status", { name, exact: true });
  try {
    await output.filter({ hasText: text }).waitFor({ timeout: 120_000 });
  } catch (error) {
    const found = [
      ...(await output.allTextContents()),
      ...(await page.getByRole("alert").allTextContents()),
    ];
    throw new Error(`${name}: expected ${text}, found ${JSON.stringify(found)}`, { cause: error });
  }
}

/** Presses the button called `name`. */
export async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** The file that comes of what is done. */
export async function saved(
  page: Page,
  done: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer<ArrayBuffer> }> {
  const [download] = await Promise.all([page.waitForEvent("download"), done()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The file that an item of a menu saves. */
export function savedFrom(page: Page, menu: string, item: string | RegExp) {
  return saved(page, async () => {
    await press(page, menu);
    await page.getByRole("menuitem", { name: item }).click();
  });
}

/** The report, from the tab's Export menu. */
export async function saveReport(page: Page): Promise<Report> {
  const { bytes } = await savedFrom(page, "Export", "Report (JSON)");
  return JSON.parse(bytes.toString()) as Report;
}

/** The Features tab with the smallest network, one short epoch an energy. */
export const FEATURES =
  "tab=features&network=4x64&ebm.epochs=1&ebm.steps=5&correction.epochs=1&correction.steps=5";

/** A run of ten updates. */
export const KEPT = `tab=lab&${SMALL}&updates=10`;

/** Trains it, and another that differs from it by its seed, and turns to the list that both are in. */
export async function keepTwo(page: Page): Promise<void> {
  for (const seed of [1, 2]) {
    await page.evaluate(
      (hash) => {
        location.hash = hash;
      },
      KEPT.replace("seed=1", `seed=${seed}`),
    );
    await shows(page, "Run", /^ready$/);
    await press(page, "Train");
    await shows(page, "Run", /^done$/);
    await page.getByRole("tab", { name: "Runs" }).click();
    await shows(page, "Runs listed", new RegExp(`^${seed} run`));
  }
}

/** Loads the bundled sample on the Features tab. */
export async function loadSample(page: Page): Promise<void> {
  await press(page, "Load sample");
  await shows(page, "Stage", /^ready$/);
}

/** Opens every part of the page that is folded up. */
export async function unfold(page: Page): Promise<void> {
  const folded = page.locator('main button[aria-expanded="false"]:not([aria-haspopup])');
  while ((await folded.count()) > 0) await folded.first().click();
  const details = page.locator("main details:not([open]) > summary");
  while ((await details.count()) > 0) await details.first().click();
}
