import type { Locator, Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { test as base } from "./page.ts";
import { press, read, shows } from "./readings.ts";

/** A phone: a small window and a touch screen. */
const test = base.extend("phone", async ({ browser }, { onCleanup }): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  onCleanup(() => context.close());
  return context.newPage();
});

const LAB = "tab=lab&data=cross&model=correction&layers=1&width=32&overlay=points,ood";

/** Drags a finger over an element, from one place in it to another, in shares of its sides. */
async function drag(
  page: Page,
  over: Locator,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
): Promise<void> {
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (!box) throw new Error("touch: expected an element on screen, found none");
  const session = await page.context().newCDPSession(page);
  const at = (share: number) => ({
    x: box.x + box.width * (from[0] + share * (to[0] - from[0])),
    y: box.y + box.height * (from[1] + share * (to[1] - from[1])),
  });
  const send = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: { x: number }[]) =>
    session.send("Input.dispatchTouchEvent", { type, touchPoints: touchPoints as never });
  await send("touchStart", [at(0)]);
  for (let share = 0.1; share <= 1; share += 0.1) await send("touchMove", [at(share)]);
  await send("touchEnd", []);
  await session.detach();
}

/** Opens the lab on the phone, with its first map on screen. */
async function start(page: Page, hash: string): Promise<void> {
  await page.goto(`${inject("site")}#${hash}`);
  await shows(page, "Run", /^ready$/);
}

describe("a finger", () => {
  test("reads a map across, and scrolls the page down over it", async ({ phone }) => {
    await start(phone, LAB);
    const map = phone.getByRole("figure", { name: "E_G", exact: true });
    const probe = map.getByRole("button", { name: /^Probe/ });
    await phone.evaluate(() => {
      document.addEventListener("pointermove", ({ pointerType }) => {
        document.body.dataset.moved = pointerType;
      });
    });
    await drag(phone, probe, [0.3, 0.5], [0.7, 0.5]);
    expect(await phone.locator("body").getAttribute("data-moved")).toBe("touch");
    const before = await phone.evaluate(() => scrollY);
    await drag(phone, probe, [0.5, 0.8], [0.5, 0.2]);
    await expect.poll(() => phone.evaluate(() => scrollY)).toBeGreaterThan(before);
  });

  test("paints OOD points on a map without scrolling", async ({ phone }) => {
    await start(phone, LAB);
    await phone.getByRole("radio", { name: "Paint near" }).tap();
    const map = phone.getByRole("figure", { name: "E_G", exact: true });
    const probe = map.getByRole("button", { name: /^Probe/ });
    await probe.scrollIntoViewIfNeeded();
    const before = await phone.evaluate(() => scrollY);
    await drag(phone, probe, [0.4, 0.7], [0.5, 0.3]);
    await shows(phone, "Painted points", /near [1-9]/);
    expect(await phone.evaluate(() => scrollY)).toBe(before);
  });

  test("moves the threshold by histogram, ROC chart and slider", async ({ phone }) => {
    await start(phone, LAB);
    const value = () => read(phone, "Threshold value");
    const moved = async (by: () => Promise<void>) => {
      const before = await value();
      await by();
      await expect.poll(value).not.toBe(before);
    };
    await moved(() => {
      const histogram = phone.getByRole("img", { name: /^Scores of/ });
      return drag(phone, histogram, [0.2, 0.5], [0.5, 0.5]);
    });
    await moved(() => {
      const slider = phone.getByRole("slider", { name: /^Threshold/ });
      return drag(phone, slider, [0.5, 0.5], [3, 0.5]);
    });
    await moved(async () => {
      const grip = phone.locator(".roc .grip");
      await grip.scrollIntoViewIfNeeded();
      const box = await phone.locator(".roc svg").boundingBox();
      const line = await grip.boundingBox();
      const height = (line!.y + line!.height / 2 - box!.y) / box!.height;
      const onto = height < 0.5 ? height + 0.3 : height - 0.3;
      await drag(phone, phone.locator(".roc svg"), [0.5, height], [0.5, onto]);
    });
  });

  test("draws on the board", async ({ phone }) => {
    await phone.goto(`${inject("site")}#tab=lab&data=drawn`);
    const canvas = phone.getByRole("button", { name: /^Canvas/ });
    await drag(phone, canvas, [0.3, 0.3], [0.6, 0.6]);
    await shows(phone, "Drawing", /[1-9]\d* points/);
    await press(phone, "Undo");
  });
});
