import { expect } from "vitest";
import { open, test } from "./page.ts";
import { KEPT, keepTwo, press, shows } from "./readings.ts";

test("kept runs are renamed, deleted, had back and compared, by keyboard", async ({ page }) => {
  await open(page, KEPT);
  await keepTwo(page);
  const list = page.getByRole("list", { name: "Kept runs" });
  const newest = list.getByRole("listitem").first();

  /** Opens the newest run's menu, whose first item gets the keyboard, and chooses an item. */
  const choose = async (item: string) => {
    await newest.getByRole("button", { name: /^More of/ }).press("Enter");
    await page.waitForFunction(() => document.activeElement?.textContent === "Rename");
    await page.getByRole("menuitem", { name: item }).press("Enter");
  };

  await choose("Rename");
  const field = page.getByRole("textbox", { name: /^Name of/ });
  await field.fill("the second");
  await field.press("Escape");
  expect(await newest.textContent()).not.toContain("the second");
  await choose("Rename");
  await field.fill("the second");
  await field.press("Enter");
  const title = newest.getByRole("button", { name: /^the second/ });
  await title.waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === "the second");

  await choose("Delete");
  await shows(page, "Deleted", /^1 run deleted/);
  await shows(page, "Runs listed", /^1 run$/);
  await page.waitForFunction(() => document.activeElement?.textContent === "Undo");
  await page.keyboard.press("Enter");
  await shows(page, "Runs listed", /^2 runs$/);

  await page.getByRole("checkbox", { name: "Select all" }).press(" ");
  await press(page, "Compare");
  const table = page.getByRole("table", { name: "Results and settings of 2D runs" });
  await table.waitFor();
  const seeds = table.getByRole("row", { name: /^Seed / });
  expect(await seeds.getByRole("cell").allTextContents()).toEqual(["2", "1"]);
  await page.getByRole("figure", { name: "the data, cross" }).waitFor();
  const reader = page.getByRole("slider", { name: "Update read" });
  await reader.press("Home");
  expect(await reader.getAttribute("aria-valuetext")).toMatch(/^update 0: run 1 \d/);
});
