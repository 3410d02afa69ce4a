import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { EXTENSIONS } from "../../src/data/formats/formats.ts";
import { mixedFiles } from "../fixtures/files.ts";
import { npyFile } from "../fixtures/npy.ts";
import { open, test } from "./page.ts";
import { FEATURES, loadSample, press, shows } from "./readings.ts";

const files = (name: string, bytes: ArrayBuffer) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(bytes),
});

describe("files of all formats", () => {
  test("are read in the worker, and told what they were taken for", async ({ page }) => {
    await open(page, FEATURES);
    const mixed = mixedFiles().map(async (file) => files(file.name, await file.arrayBuffer()));
    const input = page.getByLabel("Feature files");
    expect(await input.getAttribute("accept")).toBe(EXTENSIONS.join(","));
    await input.setInputFiles(await Promise.all(mixed));
    await page.getByText("9 arrays loaded").click();
    await page.getByText("3 training and 3 test rows, 2 dimensions, 3 classes.").waitFor();
    const mapping = page.getByRole("list", { name: "Mapping" });
    await mapping.getByText(/^1\.1 kB, SHA-256 [0-9a-f]{12}$/).waitFor();
    expect(await mapping.locator("code").first().getAttribute("title")).toMatch(/^[0-9a-f]{64}$/);
    expect(await page.getByLabel("What net.pth, fc.weight is").inputValue()).toBe("head weight");
    await mapping.getByText("holds labels of ood_a, which nothing needs").waitFor();
    expect(await page.getByRole("button", { name: "Score and train" }).isEnabled()).toBe(true);
  });
});

describe("the mapping", () => {
  test("is corrected by hand, refuses what does not fit, and stays when files come", async ({
    page,
  }) => {
    await open(page, FEATURES);
    const rows = (count: number, seed: number) =>
      npyFile(
        [count, 2],
        Float32Array.from({ length: 2 * count }, (_, i) => 1 + ((seed * i) % 5)),
      );
    const input = page.getByLabel("Feature files");
    await input.setInputFiles([
      files("a.npy", rows(6, 3)),
      files("b.npy", rows(4, 2)),
      files("train_labels.npy", npyFile([6], Int32Array.of(0, 1, 0, 1, 0, 1))),
    ]);
    await page.getByText("1 array loaded, 2 left out").waitFor();
    const first = page.getByLabel("What a.npy is");
    expect(await first.getAttribute("aria-describedby")).not.toBeNull();

    await first.selectOption({ label: "Training labels" });
    await page.getByRole("alert").getByText("a.npy: has dtype float32, expected an int").waitFor();
    expect(await first.inputValue()).toBe("");
    await first.selectOption({ label: "Training features" });
    await page.getByRole("alert").waitFor({ state: "detached" });

    const second = page.getByLabel("What b.npy is");
    await second.selectOption({ label: "Training features" });
    await page.getByText("train_labels.npy: has 6 rows, b.npy has 4; export both").waitFor();
    await second.selectOption({ label: "OOD features" });
    const name = page.getByLabel("OOD set of b.npy");
    expect(await name.inputValue()).toBe("b");
    await name.fill("svhn");
    await name.press("Enter");
    const group = page.getByRole("combobox", { name: "Group of svhn" });
    expect(await group.inputValue()).toBe("far");

    await input.setInputFiles(files("test_features.npy", rows(3, 1)));
    await page.getByText("6 training and 3 test rows, 2 dimensions, 2 classes.").waitFor();
    expect(await name.inputValue()).toBe("svhn");
    await second.selectOption({ label: "left out" });
    await page.getByText("ood_<name>_features is missing").waitFor();
    await page.getByText("left out by hand").waitFor();
  });

  test("of files that are still being read can be given up", async ({ page }) => {
    await open(page, FEATURES);
    await loadSample(page);
    await page.getByLabel("Feature files").evaluate((input: HTMLInputElement) => {
      const part = new Blob([new Uint8Array(2 ** 26)]);
      const transfer = new DataTransfer();
      transfer.items.add(new File(Array(16).fill(part), "ood_large_features.npy"));
      input.files = transfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await page.getByRole("progressbar", { name: "Bytes read" }).waitFor();
    await press(page, "Cancel reading");
    await shows(page, "Stage", /^ready$/);
    await page.getByText("12 arrays loaded").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});

test("the exporter can be downloaded beside the files", async ({ page }) => {
  await open(page, FEATURES);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "export_features.py" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("export_features.py");
  expect(readFileSync(await saved.path(), "utf8")).toMatch(/^#!.*python3\n"""Writes the features/);
});

describe("bad files", () => {
  const bad: [title: string, file: ReturnType<typeof files>, message: RegExp][] = [
    [
      "a file that is no npy file",
      files("ood_new_features.npy", new TextEncoder().encode("a,b\n1,2\n").buffer as ArrayBuffer),
      /^ood_new_features\.npy: is not a npy file/,
    ],
    [
      "a truncated file",
      files("ood_new_features.npy", npyFile([4, 64], new Float32Array(256)).slice(0, 600)),
      /^ood_new_features\.npy: .*4x64.* needs 1024 bytes of data, file has 472/,
    ],
    [
      "a wrong type",
      files("ood_new_features.npy", npyFile([4, 64], new Int32Array(256))),
      /^ood_new_features\.npy: has dtype int32, expected a float type/,
    ],
    [
      "a value that is no number",
      files("ood_new_features.npy", npyFile([4, 64], new Float32Array(256).fill(Number.NaN))),
      /^ood_new_features\.npy: row 1, column 1 is NaN/,
    ],
    [
      "a row of zeros",
      files("ood_new_features.npy", npyFile([4, 64], new Float32Array(256))),
      /^ood_new_features\.npy: row 1 is all zeros/,
    ],
    [
      "other dimensions than the training features have",
      files("ood_new_features.npy", npyFile([4, 32], new Float32Array(128).fill(1))),
      /^ood_new_features\.npy: has 32 columns, train_features\.npy has 64/,
    ],
    [
      "a name that is loaded already",
      files("ood_svhn_features.npy", npyFile([4, 64], new Float32Array(256).fill(1))),
      /^ood_svhn_features\.npy: a file of this name is loaded already/,
    ],
  ];

  test("are told by name, and what was loaded stays", async ({ page }) => {
    await open(page, FEATURES);
    await loadSample(page);
    for (const [title, file, message] of bad) {
      await page.getByLabel("Feature files").setInputFiles(file);
      const line = page.getByRole("alert").getByRole("listitem").filter({ hasText: message });
      await line.waitFor().catch(() => expect.fail(`${title}: no message like ${message}`));
      await page.getByText("12 arrays loaded").waitFor();
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
    expect(await page.getByRole("button", { name: "Score and train" }).isEnabled()).toBe(true);
  });

  test("that are missing are asked for by name", async ({ page }) => {
    await open(page, FEATURES);
    const train = npyFile([4, 2], Float32Array.of(1, 0, 0, 1, 1, 1, 2, 1));
    await page.getByLabel("Feature files").setInputFiles(files("train_features.npy", train));
    await page.getByText("Still missing").waitFor();
    for (const name of ["train_labels", "test_features", "ood_<name>_features"]) {
      await page
        .getByRole("listitem")
        .filter({ hasText: `${name} is missing` })
        .waitFor();
    }
    expect(await page.getByRole("button", { name: "Score and train" }).isDisabled()).toBe(true);
  });
});
