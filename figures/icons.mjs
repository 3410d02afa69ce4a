import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { FLAGS, requireChromium } from "../test/browser/chromium.mjs";

/**
 * `npm run icons`: draws public/icon.svg as the PNG files that the web manifest names. The maskable one
 * fills its square and keeps the drawing within the circle that every system leaves of it.
 */

const folder = fileURLToPath(new URL("../public", import.meta.url));
const icon = readFileSync(join(folder, "icon.svg"), "utf8");
const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });

/**
 * @param {string} name
 * @param {number} side in pixels
 * @param {string} svg
 */
async function draw(name, side, svg) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(`<style>* { margin: 0; display: block }</style>${svg}`);
  await page.screenshot({ path: join(folder, name), omitBackground: true });
  await page.close();
}

await draw("icon-192.png", 192, icon);
await draw("icon-512.png", 512, icon);
const maskable = icon
  .replace('viewBox="0 0 32 32"', 'viewBox="-4 -4 40 40"')
  .replace('width="32" height="32" rx="6"', 'x="-4" y="-4" width="40" height="40"');
await draw("icon-maskable.png", 512, maskable);
await browser.close();
