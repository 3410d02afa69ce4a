import { describe, expect } from "vitest";
import { readFile } from "../../src/data/formats/formats.ts";
import { longestTask, open, test } from "./page.ts";
import { press, read, readNumber, SMALL, savedFrom, saveReport, shows } from "./readings.ts";

describe("the 2D lab", () => {
  test("opens with a run that was trained beforehand, and trains it anew", async ({ page }) => {
    await open(page);
    await shows(page, "Run", /^done$/);
    await page.getByText(/^Trained beforehand, on CPU .*, seed 1, 800 updates: shipped/).waitFor();
    await page.getByText(/^Backend: (CPU|WebGPU)/).waitFor();
    expect(await readNumber(page, "Updates")).toBe(800);
    expect(await readNumber(page, "Test NLL")).toBeCloseTo(1.473, 3);

    await press(page, "Train");
    await shows(page, "Run", /^training$/);
    expect(await page.getByText(/^Trained beforehand/).count()).toBe(0);
    await press(page, "Reset");
    await shows(page, "Run", /^ready$/);
    expect(await readNumber(page, "Updates")).toBe(0);
  });

  test("opens with three maps, ROC curves and the backend's name", async ({ page }) => {
    await open(page, "seed=2");
    await shows(page, "Run", /^ready$/);
    expect(await page.getByRole("tab", { name: "2D lab", selected: true }).count()).toBe(1);
    for (const name of ["E_G", "E_θ", "E_θ + E_G"]) {
      await page.getByRole("img", { name, exact: true }).waitFor();
    }
    await page.getByRole("img", { name: /^ROC curves, near OOD: E_G AUROC [\d.]+ %/ }).waitFor();
    await page.getByText(/^Backend: (CPU|WebGPU)/).waitFor();
    expect(await readNumber(page, "Truth (entropy)")).toBeCloseTo(1.453, 3);
    expect(await readNumber(page, "Mixture NLL")).toBeCloseTo(2.19, 1);
    expect(await readNumber(page, "Updates")).toBe(0);
  });

  test("opens a preset ready-made, and saves its maps as one figure", async ({ page }) => {
    await open(page);
    await page.getByRole("combobox", { name: "Preset" }).selectOption("Figure 2");
    await page.getByRole("figure", { name: "Correction", exact: true }).waitFor();
    await page.waitForURL(/data=grid&model=all&seed=1$/);
    await page
      .getByText(/^Data: grid, seed 1, update 800\. Test NLL in nats: truth 2\.264/)
      .waitFor();
    const { name, bytes } = await savedFrom(page, "Save figure: grid, seed 1", "SVG");
    expect(name).toBe("figure-grid-seed-1.svg");
    const texts = [...bytes.toString().matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);
    for (const text of ["(a)", "Data", "(b)", "Mixture", "(c)", "EBM", "(d)", "Correction"]) {
      expect(texts).toContain(text);
    }
    expect(bytes.toString().match(/<image /g)?.length).toBe(8);
    expect(bytes.length).toBeLessThan(1_000_000);

    await page.getByRole("spinbutton", { name: "Seed" }).fill("2");
    await expect.poll(() => page.getByRole("combobox", { name: "Preset" }).inputValue()).toBe("");
  });

  test("shows the ROC curves of the OOD set that is chosen", async ({ page }) => {
    await open(page);
    await page.getByRole("radio", { name: "far", exact: true }).click();
    await page.getByRole("img", { name: /^ROC curves, far OOD: E_G AUROC [\d.]+ %/ }).waitFor();
  });

  test("reads a map's value under the pointer", async ({ page }) => {
    await open(page);
    const map = page.getByRole("figure", { name: "E_G", exact: true });
    const probe = map.getByRole("button", { name: /^Probe of E_G/ });
    await probe.hover();
    const cover = await probe.evaluate((own) => getComputedStyle(own).backgroundColor);
    expect(cover, "the map shows through").toBe("rgba(0, 0, 0, 0)");
    await map.getByText(/^\(−?[\d.]+, −?[\d.]+\): −?[\d.]+, (accepted|rejected)$/).waitFor();
  });

  test("saves a map with its colours, axes and name", async ({ page }) => {
    await open(page);
    await shows(page, "Run", /^done$/);
    const { name, bytes } = await savedFrom(page, "Save E_θ + E_G", "SVG");
    expect(name).toBe("e-theta-e-g.svg");
    const text = bytes.toString();
    expect(text).toMatch(/^<svg [^>]*><title>E_θ \+ E_G<\/title>/);
    expect(text.match(/<image href="data:image\/png;base64,/g)).toHaveLength(2);
    expect(text).toMatch(/>corrected<\/text>/);
    expect(text).not.toMatch(/var\(--|class=/);
  });

  for (const data of ["cross", "grid"]) {
    for (const model of ["mixture", "EBM", "correction"]) {
      test(`trains or fits the ${model} on the ${data}`, async ({ page }) => {
        await open(page, `${SMALL}&updates=20`);
        await page.getByRole("radio", { name: data }).click();
        await page.getByRole("radio", { name: model }).click();
        if (model !== "mixture") await press(page, "Train");
        await shows(page, "Run", model === "mixture" ? /^ready$/ : /^done$/);
        expect(await readNumber(page, "Updates")).toBe(model === "mixture" ? 0 : 20);
        expect(await readNumber(page, "Test NLL")).toBeGreaterThan(1);
      });
    }
  }
});

describe("Train, Pause, Step and Reset", () => {
  test("Train updates, Pause stops, Step does exactly one, Reset goes back to 0", async ({
    page,
  }) => {
    await open(page, `${SMALL}&updates=100000`);
    await press(page, "Train");
    await expect.poll(() => readNumber(page, "Updates")).toBeGreaterThan(2);
    const focused = page.locator("button:focus");
    expect(await focused.textContent()).toBe("Train");
    await press(page, "Pause");
    await shows(page, "Run", /^paused$/);
    expect(await focused.textContent()).toBe("Pause");
    const paused = await readNumber(page, "Updates");

    for (const steps of [1, 2]) {
      await press(page, "Step");
      await shows(page, "Updates", new RegExp(`^${paused + steps}$`));
      await shows(page, "Run", /^paused$/);
    }

    await press(page, "Train");
    await expect.poll(() => readNumber(page, "Updates")).toBeGreaterThan(paused + 2);
    await press(page, "Reset");
    await shows(page, "Run", /^ready$/);
    expect(await readNumber(page, "Updates")).toBe(0);
  });

  test("the same seed gives the same test NLL twice, another seed another", async ({ page }) => {
    await open(page, `${SMALL}&updates=30`);
    const run = async () => {
      await press(page, "Train");
      await shows(page, "Run", /^done$/);
      return (await saveReport(page)).toy?.nll;
    };
    const first = await run();
    await press(page, "Reset");
    await shows(page, "Run", /^ready$/);
    expect(await run()).toBe(first);

    await page.getByRole("spinbutton", { name: "Seed" }).fill("2");
    await shows(page, "Run", /^ready$/);
    expect(await run()).not.toBe(first);
  });

  test("keeps every main-thread task under 100 ms while it trains", async ({ page }) => {
    await open(page, "data=grid&model=correction&updates=100000");
    await shows(page, "Run", /^ready$/);
    const longest = await longestTask(page, async () => {
      await press(page, "Train");
      await expect
        .poll(() => readNumber(page, "Updates"), { timeout: 60_000 })
        .toBeGreaterThan(100);
    });
    expect(longest).toBeLessThan(100);
  });

  test("a diverged run says so and keeps the last good state", async ({ page }) => {
    const deep = SMALL.replace("layers=1", "layers=4");
    await open(page, `${deep}&updates=1000&lr=1&alpha=1&alphaEnd=1&l2=0&start=normal`);
    await press(page, "Train");
    const alert = page.getByRole("alert").filter({ hasText: "The run stopped" });
    await alert.waitFor({ timeout: 60_000 });
    const message = (await alert.textContent()) ?? "";
    expect(message).toMatch(/diverged by update \d+/);
    const advice = page.getByRole("region", { name: "What may have made it diverge" });
    expect(await advice.textContent()).toMatch(/Learning rate 1 is 100 times the 0\.01/);
    expect(message).toContain(`the state of update ${await read(page, "Updates")} is kept`);
    expect(await read(page, "Run")).toBe("stopped");
    expect(await read(page, "Test NLL")).toMatch(/^−?[\d.]+(e[+-]?\d+)?$/);
    await page.getByRole("img", { name: "E_θ", exact: true }).waitFor();

    await press(page, "Reset");
    await shows(page, "Run", /^ready$/);
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});

describe("the address", () => {
  test("restores the settings that it was written from", async ({ page }) => {
    await open(page);
    await page.getByRole("radio", { name: "grid" }).click();
    await page.getByRole("radio", { name: "EBM" }).click();
    await page.getByRole("spinbutton", { name: "Seed" }).fill("7");
    await page.getByRole("spinbutton", { name: "Updates" }).fill("12");
    await page.getByRole("radio", { name: "far", exact: true }).click();
    await page.waitForURL(/data=grid&model=ebm&seed=7&updates=12&ood=far$/);

    const written = page.url();
    await page.goto("about:blank");
    await page.goto(written);
    for (const name of ["grid", "EBM", "far"]) {
      await page.getByRole("radio", { name, exact: true, checked: true }).waitFor();
    }
    expect(await page.getByRole("spinbutton", { name: "Seed" }).inputValue()).toBe("7");
    expect(await page.getByRole("spinbutton", { name: "Updates" }).inputValue()).toBe("12");
  });

  test("autorun=1 starts training", async ({ page }) => {
    await open(page, `${SMALL}&updates=5&autorun=1`);
    await shows(page, "Run", /^done$/);
    expect(await readNumber(page, "Updates")).toBe(5);
  });

  test("tells what it does not understand, and uses the default", async ({ page }) => {
    await open(page, "seed=-3&model=flow&colour=red");
    const alert = page.getByRole("alert");
    await alert.waitFor();
    const lines = await alert.getByRole("listitem").allTextContents();
    expect(lines).toHaveLength(3);
    expect(lines.find((line) => line.startsWith("seed:"))).toContain('found "-3"');
    expect(lines.find((line) => line.startsWith("model:"))).toContain(
      "mixture or ebm or correction",
    );
    expect(lines.find((line) => line.startsWith("colour:"))).toContain("no setting");
    expect(await page.getByRole("spinbutton", { name: "Seed" }).inputValue()).toBe("1");
  });
});

describe("a browser without WebGPU", () => {
  test("takes the CPU where WebGPU is asked for, says so, and saves reports", async ({ page }) => {
    await open(page, `${SMALL}&updates=5&autorun=1&backend=webgpu`);
    await shows(page, "Run", /^done$/);
    await page.getByText(/^Backend: CPU .*; WebGPU is not available here$/).waitFor();
    expect((await saveReport(page)).backend).toMatch(/^CPU .*; WebGPU is not available here$/);
  });
});

describe("Export", () => {
  test("saves what is on screen in the report's schema, and the run with it", async ({ page }) => {
    await open(page, `${SMALL}&updates=10&autorun=1`);
    await shows(page, "Run", /^done$/);
    const report = await saveReport(page);
    expect(report).toMatchObject({
      schema: "energy-correction-lab/report@1",
      settings: { data: "cross", model: "correction", seed: 1, updates: 10, width: 32 },
      updates: 10,
      toy: { modeMass: expect.any(Array) },
    });
    expect(report.backend).toMatch(/^(CPU|WebGPU)/);
    expect(report.seconds).toBeGreaterThan(0);
    const { nll, mixtureNll, trueNll, tv, modeMass } = report.toy!;
    expect(nll.toFixed(3)).toBe(await read(page, "Test NLL"));
    expect(mixtureNll.toFixed(3)).toBe(await read(page, "Mixture NLL"));
    expect(trueNll.toFixed(3)).toBe(await read(page, "Truth (entropy)"));
    expect(tv.toFixed(3)).toBe(await read(page, "TV of mode masses"));
    expect(modeMass.reduce((sum, mass) => sum + mass, 0)).toBeLessThanOrEqual(1 + 1e-6);
    expect(report.results.map(({ method, group }) => `${method} ${group}`).sort()).toEqual(
      ["MoG", "Correction"].flatMap((m) => ["near", "mid", "far"].map((g) => `${m} ${g}`)).sort(),
    );
    for (const { auroc, fpr95 } of report.results) {
      for (const share of [auroc, fpr95]) {
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
      }
    }

    const taken = async (item: string) => {
      const { name, bytes } = await savedFrom(page, "Export", item);
      return { name, bytes, text: bytes.toString() };
    };
    const settings = await taken("Settings (JSON)");
    expect(settings.name).toBe("energy-correction-cross-correction-seed1-settings.json");
    expect(JSON.parse(settings.text)).toMatchObject({ kind: "toy", settings: report.settings! });
    const curves = (await taken("Curves (CSV)")).text.trimEnd().split("\n");
    expect(curves[0]).toBe("model,update,loss,energy gap,mean of,test NLL,TV of mode masses");
    expect(curves.at(-1)).toMatch(new RegExp(`^correction,10,.*,1,${nll},${tv}$`));
    const script = await taken("PyTorch script to repeat the run (.py)");
    expect(script.name).toBe("energy-correction-cross-correction-seed1.py");
    expect(script.text).toContain(`SETTINGS = json.loads(r"""${settings.text}""")`);
    const weights = await taken("Trained energies (.safetensors)");
    const arrays = await readFile(new File([new Uint8Array(weights.bytes)], weights.name));
    expect(arrays.map(({ name }) => name)).toContain("correction.0.weight");
  });
});
