import { expect, inject } from "vitest";
import { open, test } from "./page.ts";
import { loadSample, press, shows } from "./readings.ts";

/** A long correction after quick detectors, and a short EBM. */
const LONG =
  "tab=features&network=4x64&bootstrap=0&correction.epochs=4&correction.steps=5&ebm.epochs=1&ebm.steps=5";

test("a run over features goes on after a reload, and opens again without its files", async ({
  page,
}) => {
  await open(page, LONG);
  await loadSample(page);
  await press(page, "Score and train");
  await shows(page, "Stage", /^Correction, update [1-9]\d/);
  // A page that is gone: nothing is told to it, and nothing is saved on the way.
  await page.goto("about:blank");
  await page.goto(`${inject("site")}#tab=runs`);
  const run = page.getByRole("listitem").filter({ hasText: /features, 4x64/ });
  await run.filter({ hasText: /stopped at [1-9]/ }).waitFor();
  await run.getByRole("button", { name: /^features, 4x64/ }).click();

  const kept = page.getByRole("region", { name: "Opened run" });
  await kept.getByText(/cut off|stopped/).waitFor();
  const rows = page.getByRole("table", { name: "Detection results" }).locator("tbody tr");
  const ssd = await rows.filter({ hasText: "SSD" }).first().textContent();
  expect(ssd).toMatch(/\d+\.\d \/ \d+\.\d/);
  await kept.getByRole("button", { name: "Load its sample" }).click();
  await kept.getByRole("button", { name: "Resume" }).click();
  await shows(page, "Stage", /^done: \d+ updates in/);
  expect(await rows.filter({ hasText: "Correction" }).first().textContent()).toMatch(/\d+\.\d \//);

  await page.goto("about:blank");
  await page.goto(`${inject("site")}#tab=runs`);
  await run.filter({ hasText: "done" }).waitFor();
  await run.getByRole("button", { name: /^features, 4x64/ }).click();
  await kept.getByText(/, done\./).waitFor();
  expect(await rows.filter({ hasText: "SSD" }).first().textContent()).toBe(ssd);
  expect(await page.getByText("held-out in-distribution rows").count()).toBe(1);
});
