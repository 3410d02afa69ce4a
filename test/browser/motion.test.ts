import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, read, SMALL, shows } from "./readings.ts";

const slider = (page: Page) => page.getByRole("slider", { name: "Scene" });
const title = (page: Page) => slider(page).getAttribute("aria-valuetext");

describe("the slow motion of the 2D lab", () => {
  test("goes through an update, which the run then does", async ({ page }) => {
    await open(page, `${SMALL}&updates=30&show=motion`);
    await shows(page, "Caption", /^Update 1 begins with 64 of the 10000 data points/);
    await press(page, "Next");
    await press(page, "Next");
    await shows(
      page,
      "Caption",
      /^Each particle moves down E_G \(blue\).*α = 0.01, noise σ = 0.141/,
    );
    expect(await title(page)).toBe("scene 3 of 15, Langevin step 1 of 10");
    await page.getByRole("table", { name: "The step of particle 1 in parts" }).waitFor();
    await slider(page).focus();
    await page.keyboard.press("ArrowRight");
    expect(await title(page)).toBe("scene 4 of 15, Langevin step 2 of 10");
    await press(page, "chain");
    await page.getByRole("combobox", { name: "Speed" }).selectOption("4");
    await press(page, "Play slow motion");
    await shows(page, "Caption", /^Adam moves 129 weights by [\d.]+ in all/);
    await page.getByRole("figure", { name: "E_θ" }).getByText("its change").first().waitFor();
    await press(page, "Step");
    await shows(page, "Updates", /^1$/);
    // The scene stays, of the next update.
    await page.getByText("(update 2 of the Correction)").waitFor();
    expect(await read(page, "Caption")).toMatch(/^Adam moves/);
    await press(page, "update");
    await shows(page, "Caption", /^Update 3 begins/);
    await page.getByRole("button", { name: /^epoch/ }).click();
    await shows(page, "Run", /^done$/);
    await page.getByText("(update 31 of the Correction)").waitFor();
  });

  test("opens at a scene, on a phone, without motion, and says what it cannot show", async ({
    page,
  }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, `${SMALL}&show=motion&scene=7`);
    await shows(page, "Caption", /^Each particle moves/);
    expect(await title(page)).toBe("scene 9 of 15, Langevin step 7 of 10");
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await open(page, `${SMALL}&sampler=hmc&show=motion`);
    await shows(page, "Slow motion", /HMC takes or leaves whole proposals/);
  });
});
