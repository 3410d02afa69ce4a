import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, read, readNumber, saved, savedFrom, saveReport, shows } from "./readings.ts";

/** A small run of all models on the grid, in which the EBM finds few of the modes. */
const SIDE_BY_SIDE =
  "data=grid&model=all&seed=1&layers=1&width=32&fourier=32&batch=64&steps=10&updates=40&show=fit";

describe("a run side by side", () => {
  test("names each model's fit, the modes it misses, and how far its gradient is off", async ({
    page,
  }) => {
    await open(page, `${SIDE_BY_SIDE}&autorun=1`);
    await shows(page, "Run", /^done$/);

    const truth = await readNumber(page, "Truth (entropy)");
    for (const name of ["Mixture", "EBM", "Correction"]) {
      const nll = await readNumber(page, `Test NLL of the ${name}`);
      const kl = await readNumber(page, `KL of the ${name}`);
      expect(nll - truth).toBeCloseTo(kl, 2);
      const tv = await read(page, `TV of the ${name}`);
      expect(await read(page, `Verdict on the ${name}`)).toContain(`TV ${tv}`);
    }
    expect(await read(page, "Verdict on the Mixture")).toMatch(
      /^TV 0\.0\d+: covers 9 of 9 modes in mass, but the shape is off by KL 0\.7\d nats$/,
    );
    expect(await read(page, "Verdict on the EBM")).toMatch(
      /^TV [\d.]+: (misses|is short of|inflates) /,
    );

    const modes = page.getByRole("list", { name: "Modes" });
    const bars = modes.getByRole("img", { name: /^centre: truth 11\.1 %; Mixture [\d.]+ %; EBM / });
    expect(await bars.getAttribute("aria-label")).toMatch(/EBM [\d.]+ %, its particles [\d.]+ %/);
    await press(page, "Data of Mass of the modes");
    const table = page.getByRole("dialog").getByRole("table");
    expect(await table.getByRole("row").count()).toBe(10);
    const rows = await saved(page, () => press(page, "Download CSV"));
    expect(rows.name).toBe("mass-of-the-modes.csv");
    expect(rows.bytes.toString().split("\n")[0]).toMatch(
      /^mode,truth,Mixture,Mixture: verdict,EBM/,
    );
    await page.keyboard.press("Escape");
    await table.waitFor({ state: "detached" });
    const opener = page.getByRole("button", { name: "Data of Mass of the modes" });
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true);

    const phases = page.getByRole("table", { name: "Negative phases" });
    await phases.getByRole("columnheader", { name: "EBM, update 40" }).waitFor();
    expect(await phases.getByRole("row").count()).toBe(6);
    await page.getByText(/^EBM: SGLD's gradient points \d+° away from the likelihood's/).waitFor();
    const chart = page.getByRole("img", { name: /^Angle to the likelihood's gradient: now EBM, / });
    await chart.waitFor();
    const { name } = await savedFrom(page, "Save Angle to the likelihood's gradient", "SVG");
    expect(name).toMatch(/\.svg$/);
    await page.locator(".phases .katex").waitFor();
    const { bytes } = await savedFrom(page, "Save Why the gradient is wrong", "SVG");
    /** The size of a sign of the formula, in pixels. */
    const sizeOf = (sign: string) => {
      const drawn = new RegExp(`"KaTeX_Math, serif" font-size="([\\d.]+)px"[^>]*>${sign}</text>`);
      return Number(drawn.exec(bytes.toString())?.[1]);
    };
    expect(sizeOf("θ"), "a subscript").toBeLessThan(sizeOf("E"));

    const report = await saveReport(page);
    const { kl, trueModeMass } = report.models!.correction!;
    expect(kl.toFixed(3)).toBe(await read(page, "KL of the Correction"));
    expect(trueModeMass).toHaveLength(9);
  });

  test("fits on a phone, and begins anew without the old run's phases", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, `${SIDE_BY_SIDE}&updates=3&autorun=1`.replace("updates=40&", ""));
    await shows(page, "Run", /^done$/);
    await page.getByRole("table", { name: "Negative phases" }).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await press(page, "Reset");
    await shows(page, "Run", /^ready$/);
    await page.getByText(/^Shown from the first updates on/).waitFor();
  });
});
