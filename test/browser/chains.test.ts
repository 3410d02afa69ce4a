import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, read, SMALL, savedFrom, shows } from "./readings.ts";

const VERDICT = "Verdict on the chains";
const TRANSITIONS = "From mode to mode, start to end";

const steps = (page: Page) => page.getByRole("spinbutton", { name: "Steps a chain" });

/** The cells of the table of transitions, by rows. */
async function transitions(page: Page): Promise<number[][]> {
  const rows = page.getByRole("table", { name: TRANSITIONS }).locator("tbody tr");
  const texts = await rows.evaluateAll((all) =>
    all.map((row) => Array.from(row.querySelectorAll("td"), (cell) => cell.textContent)),
  );
  return texts.map((row) => row.map((text) => Number(text) || 0));
}

const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);

describe("the chains of the 2D lab", () => {
  test("are there as in training, and follow it to its end", async ({ page }) => {
    await open(page, `${SMALL}&updates=30&show=chains`);
    await shows(page, VERDICT, /^The chains have not mixed: R-hat [\d.]+/);
    await page.getByText(/^10 of 10 steps, 100.0 %; the energy as of update 0;/).waitFor();
    await press(page, "Train");
    await page.getByText(/^10 of 10 steps, 100.0 %; the energy as of update 30;/).waitFor();
    const cells = await transitions(page);
    expect(cells.length).toBe(4);
    expect(sum(cells.flat())).toBe(128);
    const shares = page.getByRole("img", {
      name: /^Share of the chains in each mode, at step 10:/,
    });
    expect(await shares.getAttribute("aria-label")).toMatch(
      /top right [\d.]+ %, energy [\d.]+ %, data 25.0 %; top left/,
    );
    const { bytes } = await savedFrom(page, "Save From mode to mode", "SVG");
    const rects = bytes.toString().match(/<rect [^>]*fill="rgb\(30, 135, 255\)"/g);
    expect(rects, "swatches of the first mode").toHaveLength(2);
  });

  test("run longer, by another sampler, and are shown at any time of theirs", async ({ page }) => {
    await open(page, `${SMALL}&show=chains`);
    await shows(page, VERDICT, /mixed/);
    await page.getByRole("combobox", { name: "Moved by" }).selectOption("mala");
    await steps(page).fill("600");
    await page.getByText(/^600 of 600 steps/).waitFor();
    await page.getByRole("img", { name: /^Acceptance: \d+\.\d % of the last proposals/ }).waitFor();
    await page
      .getByRole("img", { name: /^Autocorrelation: integrated time of x (at least )?\d+/ })
      .waitFor();
    const time = page.getByRole("slider", { name: "Saved time on the maps" });
    await time.focus();
    await page.keyboard.press("Home");
    expect(await time.getAttribute("aria-valuetext")).toBe("step 0 of 600");
    await page.keyboard.press("ArrowRight");
    expect(await time.getAttribute("aria-valuetext")).toBe("step 2 of 600");
    const { name, bytes } = await savedFrom(page, "Save Autocorrelation", "SVG");
    expect(name).toBe("autocorrelation.svg");
    expect(bytes.toString()).not.toMatch(/var\(--|class=/);
    await press(page, "As in training: 10 steps");
    await page.getByText(/^10 of 10 steps/).waitFor();
  });

  test("stop, say what is missing, and fit a phone", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    // Nine modes make the widest table.
    await open(page, `${SMALL.replace("cross", "grid")}&show=chains`);
    await shows(page, VERDICT, /mixed/);
    await page.getByRole("combobox", { name: "Moved by" }).selectOption("hmc");
    await steps(page).fill("20000");
    await press(page, "Stop chains");
    await page.getByRole("button", { name: "Run chains", exact: true }).waitFor();
    await page
      .getByRole("combobox", { name: "Chains begin at" })
      .selectOption("where training's chains ended");
    await shows(page, VERDICT, /no chains of the correction's training to go on from/);
    expect(await read(page, VERDICT)).toContain("train it, or start elsewhere");
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });
});
