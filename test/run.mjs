import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireChromium } from "./browser/chromium.mjs";

/**
 * Runs everything that must hold: format, lint, types, unit and browser tests. Arguments are
 * vitest's filters, such as `npm test -- roc`. The last line counts what passed and what failed.
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const filters = process.argv.slice(2);
const count = { passed: 0, failed: 0 };
const temporary = mkdtempSync(join(tmpdir(), "energy-correction-lab-"));

/**
 * Runs a tool's JavaScript entry point, with its output shown.
 *
 * @param {string} entry path below node_modules
 * @param {string[]} args
 */
function succeeds(entry, ...args) {
  const script = join(root, "node_modules", entry);
  return (
    spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" }).status === 0
  );
}

/** @param {string} title */
const heading = (title) => console.log(`\n== ${title} ==\n`);

/**
 * A stage that passes or fails as a whole.
 *
 * @param {string} title
 * @param {() => boolean} holds
 */
function stage(title, holds) {
  heading(title);
  const passed = holds();
  count[passed ? "passed" : "failed"]++;
  console.log(passed ? `${title}: passed` : `${title}: failed`);
}

/**
 * A stage of vitest's, which counts its tests one by one.
 *
 * @param {string} title
 * @param {string[]} projects
 */
function tests(title, ...projects) {
  heading(title);
  const report = join(temporary, `${projects[0]}.json`);
  const succeeded = succeeds(
    ...["vitest/vitest.mjs", "run", ...projects.flatMap((project) => ["--project", project])],
    ...["--reporter", "default", "--reporter", "json", "--outputFile.json", report],
    ...(filters.length ? ["--passWithNoTests", ...filters] : []),
  );
  const { passed, failed } = existsSync(report) ? readCounts(report) : { passed: 0, failed: 0 };
  count.passed += passed;
  // An error outside any test fails the stage though no test failed.
  count.failed += succeeded ? failed : Math.max(failed, 1);
}

/**
 * Tests that passed and failed; a file that broke before its tests is one failure.
 *
 * @param {string} report of vitest's JSON reporter
 */
function readCounts(report) {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  const broken = testResults.filter(
    (/** @type {{ status: string, assertionResults: { status: string }[] }} */ file) =>
      file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/** Whether there is a browser, found or installed. */
function browser() {
  try {
    console.log(requireChromium());
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

const biome = "@biomejs/biome/bin/biome";
stage("Format", () => succeeds(biome, "check", "--linter-enabled=false"));
stage("Lint", () => succeeds(biome, "lint", "--error-on-warnings"));
stage("Types", () => succeeds("typescript/bin/tsc", "-b"));
stage("Browser", browser);
const before = count.passed + count.failed;
tests("Unit tests", "unit");
tests("Browser tests", "browser", "budgets");
const ran = count.passed + count.failed - before;
if (ran === 0) console.log(`\nno test matches ${filters.join(" ")}`);

rmSync(temporary, { recursive: true, force: true });
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exit(count.failed === 0 && ran > 0 ? 0 : 1);
