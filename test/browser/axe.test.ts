import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { FEATURES, KEPT, keepTwo, loadSample, press, shows, unfold } from "./readings.ts";

/** Every rule that axe has for WCAG 2.2, A and AA, and its best practices: none is left out. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Those of them that look at colours, which are all that a dark page changes. */
const COLOURS = ["color-contrast", "link-in-text-block"];

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong on the page as it is, by all rules or those for colours: a line an element. */
async function violations(page: Page, colours: boolean): Promise<string[]> {
  const runOnly = colours ? { type: "rule" as const, values: COLOURS } : RULES;
  const options: RunOptions = { runOnly, resultTypes: ["violations"] };
  const found = await page.evaluate((options): Promise<AxeResults> => {
    const { axe } = globalThis as unknown as {
      axe: { run: (root: Document, options: RunOptions) => Promise<AxeResults> };
    };
    return axe.run(document, options);
  }, options);
  expect(found.passes.length, "rules that held").toBeGreaterThan(colours ? 0 : 15);
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id}: ${help}: ${target.join(" ")} ${html.slice(0, 90)}`),
  );
}

/** A run of all models on the grid, a second long. */
const RUN =
  "tab=lab&data=grid&model=all&seed=1&layers=1&width=32&fourier=32&batch=64&steps=10&updates=40&autorun=1";

const done = (page: Page) => shows(page, "Run", /^done$/);

/** A sweep of a few moments over two settings, as a file. */
function sweepFile(by: "grid" | "latin") {
  const axes = [
    { key: "steps", values: [2, 4] },
    by === "grid"
      ? { key: "alpha", values: [0.001, 0.01] }
      : { key: "alpha", from: 0.001, to: 0.01, scale: "log" },
  ];
  const sampling = by === "grid" ? { by } : { by, points: 6 };
  const stopping = by === "grid" ? { rule: "none" } : { rule: "halving", eta: 2, rungs: 2 };
  const base = "#data=cross&layers=1&width=16&batch=32&updates=8";
  const file = { schema: "energy-correction-lab/sweep@1", base, axes, sampling, stopping };
  const buffer = Buffer.from(JSON.stringify({ ...file, seeds: [1, 2] }));
  return { name: "sweep.json", mimeType: "application/json", buffer };
}

interface View {
  name: string;
  hash: string;
  /** Brings on screen what is to be seen. */
  arrange: (page: Page) => Promise<void>;
}

/** Every tab and instrument, with results; the board, menus, popovers and sheets, open. */
const VIEWS: View[] = [
  {
    name: "Detection, with a pinned probe",
    hash: `${RUN}&show=detection&probe=1,1&overlay=points,particles,ood,level`,
    arrange: done,
  },
  {
    name: "Fit and modes",
    hash: `${RUN}&show=fit`,
    arrange: async (page) => {
      await done(page);
      await page.getByRole("table", { name: "Negative phases" }).waitFor();
    },
  },
  {
    name: "Chains",
    hash: `${RUN}&show=chains&sampler=mala`,
    arrange: async (page) => {
      await done(page);
      await page.getByRole("table", { name: "Mixing of the chains" }).waitFor();
    },
  },
  {
    name: "the 2D lab before its first update, with a setting's help open",
    hash: "tab=lab&show=fit&seed=2",
    arrange: async (page) => {
      await shows(page, "Run", /^ready$/);
      await press(page, "Help: Learning rate");
    },
  },
  {
    name: "Slow motion, and a timeline that is looked back at",
    hash: `${RUN}&show=motion&scene=step`,
    arrange: async (page) => {
      await done(page);
      await page.getByRole("slider", { name: /^Update shown/ }).press("Home");
      await page.getByText(/^You look back at update 0 of 40/).waitFor();
      await page.getByRole("slider", { name: /^Scene/ }).waitFor();
    },
  },
  {
    name: "the drawing board",
    hash: "tab=lab&data=drawn",
    arrange: async (page) => {
      await press(page, "Starters");
      await page.getByRole("menuitem").first().click();
    },
  },
  ...["question", "contrast", "failure", "features"].map((chapter) => ({
    name: `the chapter "${chapter}" of Learn`,
    hash: `tab=learn&chapter=${chapter}&layers=1&width=32&updates=20`,
    arrange: async (page: Page) => {
      await page.getByRole("region", { name: "Figure" }).waitFor();
      await page.locator(".chapter h2").first().waitFor();
    },
  })),
  { name: "Features without files", hash: "tab=features", arrange: async () => undefined },
  {
    name: "Features with results",
    hash: `${FEATURES}&paper=cifar10`,
    arrange: async (page) => {
      await loadSample(page);
      await press(page, "Score and train");
      await shows(page, "Stage", /^done/);
      await page.getByRole("figure", { name: "E_G", exact: true }).waitFor();
    },
  },
  {
    name: "kept runs, with the details of one",
    hash: KEPT,
    arrange: async (page) => {
      await keepTwo(page);
      await page.getByRole("button", { name: /^Pin / }).first().click();
    },
  },
  {
    name: "kept runs side by side",
    hash: KEPT,
    arrange: async (page) => {
      await keepTwo(page);
      await page.getByRole("checkbox", { name: "Select all" }).check();
      await press(page, "Compare");
      await page.getByRole("table", { name: "Results and settings of 2D runs" }).waitFor();
      await page.getByRole("figure", { name: "the data, cross" }).waitFor();
    },
  },
  {
    name: "the numbers of a map",
    hash: "tab=lab",
    arrange: async (page) => {
      await shows(page, "Run", /^done$/);
      await press(page, "Data of E_G");
    },
  },
  {
    name: "the menu of a chart",
    hash: "tab=lab",
    arrange: async (page) => {
      await shows(page, "Run", /^done$/);
      await press(page, "Save E_G");
    },
  },
  {
    name: "an embedded lab in lecture mode",
    hash: "tab=lab&embed=1&type=large",
    arrange: (page) => shows(page, "Run", /^done$/),
  },
  {
    name: "what can be shared",
    hash: "tab=lab",
    arrange: async (page) => {
      await press(page, "Share");
      await page.getByRole("dialog", { name: "Share" }).waitFor();
    },
  },
  {
    name: "a sweep's design",
    hash: "tab=runs&view=sweeps",
    arrange: async (page) => {
      await page.getByLabel("A sweep's file").setInputFiles(sweepFile("latin"));
      await page.getByText("6 points × 2 seeds = 12 runs").waitFor();
      await page.getByLabel("Criterion").selectOption("auroc.near");
    },
  },
  {
    name: "a sweep's results",
    hash: "tab=runs&view=sweeps",
    arrange: async (page) => {
      await page.getByLabel("A sweep's file").setInputFiles(sweepFile("grid"));
      await press(page, "Start the sweep");
      await shows(page, "Runs of the sweep", /^8 of 8 runs done$/);
    },
  },
  {
    name: "the sheet of shortcuts",
    hash: "tab=lab",
    arrange: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
];

const SCREENS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe("axe finds nothing wrong with", () => {
  for (const { name, hash, arrange } of VIEWS) {
    test(`${name}, light and dark, on a desk and on a phone`, async ({ page }) => {
      await open(page, hash);
      await arrange(page);
      if ((await page.getByRole("dialog").or(page.getByRole("menu")).count()) === 0) {
        await unfold(page);
      }
      await page.evaluate(axe);
      const found: string[] = [];
      for (const screen of SCREENS) {
        await page.setViewportSize(screen);
        for (const colorScheme of ["light", "dark"] as const) {
          await page.emulateMedia({ colorScheme });
          await page.evaluate(
            () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
          );
          const lines = await violations(page, colorScheme === "dark");
          found.push(...lines.map((line) => `${screen.width} ${colorScheme} ${line}`));
        }
      }
      expect(found).toEqual([]);
    });
  }
});
