import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, test } from "./page.ts";
import { press, shows } from "./readings.ts";

const heading = (page: Page) => page.locator("#chapter").textContent();

/** What has the focus: an answer, a button that shows it, the way on, or something else. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (at?.matches("a[rel=next]")) return "next";
    if (at?.matches(".prediction [role=radio]")) return "answer";
    if (at?.matches('.prediction > button[aria-disabled="false"]')) return "show";
    return at?.matches(".figure *") ? "end" : "else";
  });

describe("the story", () => {
  test("goes from the first page to the last by keyboard alone", async ({ page }) => {
    await open(page, "");
    await page.locator("#chapter").waitFor();
    const chapters = await page.locator(".chapters a").count();
    expect(chapters).toBeGreaterThan(6);
    const headings = [await heading(page)];
    for (let presses = 0; presses < 600; presses++) {
      await page.keyboard.press("Tab");
      const at = await focused(page);
      // A radio is chosen by the arrow that is still down when it gets the focus.
      if (at === "answer") await page.keyboard.press("ArrowDown", { delay: 100 });
      if (at === "show") await page.keyboard.press("Enter");
      if (at === "end") break;
      if (at !== "next") continue;
      const shown = await page.locator(".prediction .explained:not(:empty)").count();
      expect(shown).toBe(await page.locator(".prediction").count());
      await page.keyboard.press("Enter");
      await page.waitForFunction(
        (before) => document.querySelector("#chapter:focus")?.textContent !== before,
        headings.at(-1),
      );
      headings.push(await heading(page));
    }
    expect(new Set(headings).size).toBe(chapters);
    await page.goBack();
    await expect.poll(() => heading(page)).toBe(headings.at(-2));
  });

  test("opens a chapter of the reader's own, and keeps it", async ({ page }) => {
    await open(page, "");
    const text = `---
title: My own
state: data=cross&model=mixture&show=none&maps=truth,reference
---
The NLL is {{nll mixture}}. [Both](#overlay=level), [E_G](light:reference), {{nll moon}}.

$$\\term{reference}{E_G}$$
`;
    const buffer = Buffer.from(text);
    await page
      .getByLabel("Open a chapter…")
      .setInputFiles({ name: "mine.md", mimeType: "text/markdown", buffer });
    await page.getByRole("heading", { name: "My own" }).waitFor();
    await page
      .getByText(/^mine\.md, line 5: live value: expected nll, .*found "nll moon"$/)
      .waitFor();
    await page.getByText("The NLL is 2.167 nats.").waitFor();
    await page.waitForURL(/#tab=learn&chapter=mine$/);

    const both = page.getByRole("button", { name: "Both" });
    await both.click();
    expect(await both.getAttribute("aria-pressed")).toBe("true");
    await page.waitForURL(/#tab=learn&chapter=mine&overlay=level$/);
    await both.click();
    await page.waitForURL(/#tab=learn&chapter=mine$/);

    const figure = page.getByRole("region", { name: "Figure", exact: true });
    const lit = () => figure.getAttribute("data-lit");
    await page.locator(".displayed .katex [data-light]").hover();
    expect(await lit()).toBe("reference");
    await page.getByRole("heading", { name: "My own" }).hover();
    expect(await lit()).toBeNull();
    await page.getByRole("button", { name: "E_G", exact: true }).focus();
    await page.keyboard.press("Tab");
    expect(await lit()).toBe("reference");

    await page.reload();
    await page.getByRole("heading", { name: "My own" }).waitFor();
    await press(page, "Remove this chapter");
    await page.getByRole("heading", { name: "My own" }).waitFor({ state: "detached" });
  });

  test("leaves its state to the 2D lab", async ({ page }) => {
    await open(page, "tab=learn&chapter=failure&seed=3");
    await shows(page, "Run", /^ready$/);
    await press(page, "Open this in the lab");
    expect(await page.getByRole("spinbutton", { name: "Seed" }).inputValue()).toBe("3");
    expect(await page.getByRole("figure", { name: "Mixture", exact: true }).count()).toBe(1);
  });
});
