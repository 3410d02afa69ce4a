import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, shows } from "./readings.ts";

/** Settings of runs that last a moment. */
const TINY = "data=cross&model=correction&layers=1&width=16&batch=32&steps=5&updates=12";

describe("the screen Sweeps", () => {
  test("designs a sweep upon the lab's settings, runs it, and tells who wins and by what", async ({
    page,
  }) => {
    await open(page, `tab=runs&view=sweeps&${TINY}`);
    const design = page.getByRole("region", { name: "New sweep" });
    await press(page, "Add a setting");
    await page.getByLabel("Find a setting").fill("weight average");
    await page.getByRole("dialog", { name: "Add a setting" }).getByRole("button").click();
    await design.getByLabel("Values of Weight average").fill("0, 2");
    await design.getByText(/expected .*, found "2"/).waitFor();
    await design.getByLabel("Values of Weight average").fill("0, 0.5");
    await press(page, "Add a setting");
    await page.getByLabel("Find a setting").fill("lambda l2");
    await page.getByText("No setting has these words.").waitFor();
    await page.getByLabel("Find a setting").fill("l2");
    await page.getByRole("dialog", { name: "Add a setting" }).getByRole("button").click();
    await design.getByLabel(/^Values of L2/).fill("0.01");
    await design.getByLabel("Seeds of each point").fill("1-2");
    await design.getByText("2 points × 2 seeds = 4 runs").waitFor();
    await press(page, "Start the sweep");

    await shows(page, "Runs of the sweep", /^4 of 4 runs done$/);
    await page.getByText(/^Weight average 0.*: median \d.* nats over 2 seeds/).waitFor();
    await page.getByText("Chosen by held-out NLL, in-distribution data only.").waitFor();
    const lines = page.getByRole("button", { name: /^point \d: Weight average/ });
    await expect.poll(() => lines.count()).toBe(2);

    await page.getByLabel("Criterion").selectOption("auroc.near");
    await page.getByText("Chosen by AUROC, near OOD: it looks at OOD data.").waitFor();
    await page.getByText("Ranked anew:").waitFor();

    // A brush by keyboard leaves one line; its point has a list of runs, one of which opens.
    await page.getByRole("slider", { name: "Weight average, lower end" }).press("PageUp");
    await expect.poll(() => lines.count()).toBe(1);
    await lines.press("Enter");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /seed 1$/ })
      .click();
    await shows(page, "Run", /^done$/);
  });
});
