import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, readNumber, SMALL, shows } from "./readings.ts";

describe("the timeline", () => {
  test("goes back by the keyboard, and a fork with another L2 is a second line", async ({
    page,
  }) => {
    await open(page, `${SMALL}&updates=300`);
    await shows(page, "Run", /^ready$/);
    await press(page, "Train");
    await shows(page, "Run", /^done$/);
    const end = await readNumber(page, "Test NLL");
    const caption = page.getByText(/^Data: cross, seed 1, update \d+\./);
    await caption.filter({ hasText: "update 300." }).waitFor();

    const slider = page.getByRole("slider", { name: "Update shown" });
    await slider.focus();
    await page.keyboard.press("Home");
    await caption.filter({ hasText: "update 0." }).waitFor();
    await expect.poll(() => slider.getAttribute("aria-valuetext")).toMatch(/^update 0 of 300, /);
    await page.keyboard.press("ArrowRight");
    await shows(page, "Looking at", /^You look back at update [1-9]\d* of 300\.$/);
    const back = await readNumber(page, "Updates");
    expect(back).toBeLessThan(300);
    expect(await readNumber(page, "Test NLL")).not.toBe(end);

    await press(page, "Fork here");
    await expect.poll(() => readNumber(page, "Updates"), { timeout: 20_000 }).toBe(back);
    await page.getByRole("spinbutton", { name: "L2 coefficient" }).fill("1");
    await page.getByText(`A changed setting starts a new run at update ${back},`).waitFor();
    await press(page, "Train");
    await shows(page, "Run", /^done$/);
    expect(await readNumber(page, "Test NLL")).not.toBe(end);
    const chart = page.getByRole("img", { name: /^Test NLL by update: .* earlier run/ });
    expect(await chart.locator("path.line").count()).toBe(2);

    await press(page, "L2 coefficient 0.03");
    await expect.poll(() => readNumber(page, "Test NLL")).toBe(end);
    await shows(page, "Looking at", /of an earlier run\./);
    await press(page, "Newest");
    await shows(page, "Looking at", /^The newest state is shown\./);
  });
});
