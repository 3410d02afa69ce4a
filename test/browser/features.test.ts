import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { readSafetensors } from "../../src/data/formats/safetensors.ts";
import { PAPER_METHODS } from "../../src/detection/methods.ts";
import { longestTask, open, test } from "./page.ts";
import { FEATURES, loadSample, press, savedFrom, saveReport, shows } from "./readings.ts";

const DATASETS = ["cifar100", "tinyimagenet", "intelscenes", "dtd10", "mnist", "svhn"];

/** The table's rows by method, each its cells' texts. */
async function tableRows(page: Page): Promise<Map<string, string[]>> {
  const table = page.getByRole("table", { name: "Detection results" });
  const rows = await table.locator("tbody tr").all();
  const texts = await Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
  return new Map(texts.map(([method = "", ...cells]) => [method, cells]));
}

/** A cell: two numbers, each with its interval. */
const INTERVALS = /^\d+\.\d \d+\.\d–\d+\.\d \/ \d+\.\d \d+\.\d–\d+\.\d$/;

/** A cell without its intervals. */
const values = (cell: string) => cell.replaceAll(/ \d+\.\d–\d+\.\d/g, "");

/** What an SVG file says of itself, read by the browser; `lines` are the charts' own, not the axes'. */
function readSvg(page: Page, text: string) {
  return page.evaluate((source) => {
    const svg = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
    const paths = [...svg.querySelectorAll("path")].filter((path) => path.getAttribute("d") !== "");
    return {
      title: svg.querySelector("title")?.textContent,
      width: Number(svg.getAttribute("width")),
      height: Number(svg.getAttribute("height")),
      lines: paths.filter(({ parentElement }) => parentElement?.localName === "svg").length,
    };
  }, text);
}

describe("the bundled sample", () => {
  test("is scored and trained into the table of detection results", async ({ page }) => {
    await open(page, FEATURES);
    await loadSample(page);
    await page.getByText("12 arrays loaded").waitFor();
    await shows(page, "Plan", /^4x64, about [\d.]+ (s|min) on this machine/);
    await page.getByText("The correction's E_θ is not trained yet").waitFor();
    await page.getByRole("figure", { name: "E_G", exact: true }).waitFor();
    await press(page, "Score and train");
    await shows(page, "Stage", /update \d+ of \d+; [\d.]+ (s|min) left$/);
    await shows(page, "Stage", /^done: \d+ updates in/);
    expect(
      await page.getByRole("progressbar", { name: "Progress" }).getAttribute("aria-valuenow"),
    ).toBe("100");

    const rows = await tableRows(page);
    expect([...rows.keys()]).toEqual([...PAPER_METHODS]);
    for (const method of PAPER_METHODS) {
      // Six sets, and their average.
      expect(rows.get(method), method).toHaveLength(7);
      for (const cell of rows.get(method)!) expect(cell, method).toMatch(INTERVALS);
    }

    const report = await saveReport(page);
    expect(report).toMatchObject({
      schema: "energy-correction-lab/report@1",
      settings: { network: "4x64", networkChoice: "4x64", ebm: { epochs: 1 } },
      toy: null,
    });
    expect(report.updates).toBeGreaterThan(0);
    expect(report.data).toHaveLength(12);
    for (const { sha256 } of report.data!) expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(report.results).toHaveLength(PAPER_METHODS.length * DATASETS.length);
    for (const method of PAPER_METHODS) {
      const own = report.results.filter((result) => result.method === method);
      expect(own.map(({ dataset }) => dataset).sort()).toEqual([...DATASETS].sort());
      const mean = (key: "auroc" | "fpr95") =>
        ((100 * own.reduce((sum, result) => sum + result[key], 0)) / own.length).toFixed(1);
      expect(values(rows.get(method)!.at(-1)!)).toBe(`${mean("auroc")} / ${mean("fpr95")}`);
      // A single epoch makes no good EBM; the others must tell OOD from test features.
      if (method !== "EBM") expect(Number(mean("auroc")), method).toBeGreaterThan(80);
    }

    for (const method of PAPER_METHODS) {
      await page
        .getByRole("img", { name: new RegExp(`^ROC curves of .*${method} AUROC`) })
        .waitFor();
    }
    await page.getByRole("combobox", { name: "OOD set" }).selectOption("svhn");
    await page.getByRole("img", { name: /^ROC curves of svhn: / }).waitFor();
    await page
      .getByRole("img", { name: /^Scores of Correction: svhn has [\d.]+ % over/ })
      .waitFor();

    const table = page.getByRole("table", { name: "Detection results" });
    await table.getByRole("button", { pressed: true }).focus();
    for (const key of ["ArrowUp", "ArrowUp", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("img", { name: /^Scores of MoG: mnist has / }).waitFor();

    const decisions = page.getByRole("table", { name: "Decisions at the threshold" });
    const accepted = async (set: string) => {
      const row = decisions.getByRole("row", { name: new RegExp(`^${set} `) });
      return Number.parseFloat((await row.getByRole("cell").first().textContent())!);
    };
    const mnist = report.results.find((one) => one.method === "MoG" && one.dataset === "mnist")!;
    expect(await accepted("ID test")).toBe(95);
    expect(await accepted("mnist")).toBeCloseTo(100 * mnist.fpr95, 1);
    const atFirst = await accepted("cifar100");
    await page.getByRole("slider", { name: /^Threshold γ accepts/ }).focus();
    await page.keyboard.press("PageDown");
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(/gamma=89\.5/);
    expect(await accepted("ID test")).toBe(89.5);
    expect(await accepted("cifar100")).toBeLessThan(atFirst);

    await page.getByRole("radio", { name: "OOD positive" }).click();
    await page.getByRole("heading", { name: /FPR95: OOD positive$/ }).waitFor();
    const counted = (await tableRows(page)).get("SSD")!;
    const other = report.results.find((one) => one.method === "SSD" && one.dataset === "cifar100")!;
    expect(values(counted[0]!).split(" / ")[1]).toBe((100 * other.fpr95OodPositive).toFixed(1));

    await page.getByRole("radio", { name: "Near, mid, far (Table 1)" }).click();
    await page.getByRole("radio", { name: "CIFAR-10", exact: true }).click();
    await page
      .getByRole("table", { name: "The paper's Table 1(a), CIFAR-10" })
      .getByRole("row", { name: /^KNN 90\.5 \/ 45\.25† 42\.3 / })
      .waitFor();
    await page.getByText(/^† KNN, Near-OOD: FPR95 is printed as 42\.3, and is 45\.25/).waitFor();

    await page.getByRole("img", { name: /^Loss and energy gap of EBM: at update/ }).waitFor();
    await page.getByRole("combobox", { name: "Losses of" }).selectOption("Correction");
    await page
      .getByRole("img", { name: /^Loss and energy gap of Correction: at update/ })
      .waitFor();

    const csv = await savedFrom(page, "Export", "Table (CSV)");
    expect(csv.name).toBe("detection-results.csv");
    const line = csv.bytes.toString().match(/^SSD,svhn,far,auroc,(.+),(.+),(.+)$/m)!;
    const { auroc } = report.results.find((r) => r.method === "SSD" && r.dataset === "svhn")!;
    expect(Number(line[1])).toBe(auroc);
    expect(Number(line[2])).toBeLessThan(auroc);
    const latex = await savedFrom(page, "Export", "Table (LaTeX)");
    expect(latex.bytes.toString()).toMatch(
      /^ +MSP & (\\textbf\{)?[\d.]+\}? \/ (\\textbf\{)?[\d.]+\}? &/m,
    );
    const energies = await savedFrom(page, "Export", /^Trained energies/);
    expect(energies.name).toBe("trained-energies.safetensors");
    const tensors = await readSafetensors(energies.name, new Uint8Array(energies.bytes));
    const shapes = tensors.map((each) => [each.name, "array" in each && each.array.shape]);
    expect(Object.fromEntries(shapes)).toMatchObject({
      ...{ "correction.0.weight": [64, 64], "correction.8.bias": [1], "ebm.8.weight": [1, 64] },
      ...{ "mixture.means": [10, 64], "mixture.cholesky": [64, 64] },
    });
    const script = await savedFrom(page, "Export", /^PyTorch script to score/);
    expect(script.bytes.toString()).toMatch(/^#!.*python3\n"""Scores features with the energies/);

    await page.getByRole("combobox", { name: "OOD set" }).selectOption("svhn");
    const svg = await savedFrom(page, "Save ROC curves of svhn", "SVG");
    expect(svg.name).toBe("roc-curves-of-svhn.svg");
    const { title, width, height, lines } = await readSvg(page, svg.bytes.toString());
    expect([title, lines]).toEqual(["ROC curves of svhn", 2 * PAPER_METHODS.length]);
    const png = await savedFrom(page, "Save ROC curves of svhn", /^PNG/);
    expect(png.bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    expect([png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([
      ...[2 * width, 2 * height],
    ]);

    const space = page.getByRole("region", { name: "Feature space" });
    const total = space.getByRole("figure", { name: "E_θ + E_G", exact: true });
    await total.waitFor();
    await space.getByRole("radio", { name: "Class means" }).click();
    await space.getByText(/^→.* class 0 to class 1, [\d.]+ % of the training features/).waitFor();
    await space.getByRole("combobox", { name: "Third class" }).selectOption("class 5");
    await space.getByText(/^↑.* towards class 5, /).waitFor();
    await total.getByRole("button", { name: /^Probe/ }).focus();
    await page.keyboard.press("ArrowRight");
    await total.getByText(/^\(0\.\d+, 0\.00\): \u2212?[\d.]+, (within|above) the 95 %/).waitFor();
    await space.getByRole("radio", { name: "Class to OOD" }).click();
    await space.getByRole("combobox", { name: "To a row of" }).selectOption("mnist");
    await space.getByText(/^→.* class \d to mnist \d+, /).waitFor();

    await page.getByRole("spinbutton", { name: "KNN k" }).fill("20");
    await page.getByText("made with other settings than those shown").waitFor();
  });

  test("can be cancelled while it trains, and scored again", async ({ page }) => {
    await open(page, "tab=features&network=4x64&correction.epochs=1&ebm.epochs=200");
    await loadSample(page);
    await press(page, "Score and train");
    await shows(page, "Stage", /^EBM, update \d+/);
    await press(page, "Cancel");
    await shows(page, "Stage", /^cancelled/);
    expect((await tableRows(page)).get("SSD")![0]).toMatch(INTERVALS);
    await press(page, "Score and train");
    await shows(page, "Stage", /^EBM, update \d+/);
    await press(page, "Cancel");
    await shows(page, "Stage", /^cancelled/);
  });

  test("has a note under its table that a phone shows whole", async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, FEATURES);
    await loadSample(page);
    const box = await page.getByText(/^AUROC ↑ \/ FPR95 ↓ in %; FPR95 \(/).boundingBox();
    expect(box!.x).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width).toBeLessThanOrEqual(390);
  });

  test("keeps every main-thread task under 100 ms while it trains", async ({ page }) => {
    await open(page, "tab=features&network=4x64&correction.epochs=1&ebm.epochs=200&ebm.steps=20");
    await loadSample(page);
    const longest = await longestTask(page, async () => {
      await press(page, "Score and train");
      await shows(page, "Stage", /^EBM, update \d{3}/);
    });
    expect(longest).toBeLessThan(100);
  });

  test("puts an OOD set into another group", async ({ page }) => {
    await open(page, FEATURES);
    await loadSample(page);
    const header = page.getByRole("table", { name: "Detection results" }).locator("thead");
    await header.getByRole("columnheader", { name: "mid-OOD" }).waitFor();
    await page.getByRole("combobox", { name: "Group of intelscenes" }).selectOption("far");
    await header.getByRole("columnheader", { name: "mid-OOD" }).waitFor({ state: "detached" });
  });
});
