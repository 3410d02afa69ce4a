import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { keptRuns, launch, lostSince, watched } from "./kept.mjs";
import { SMALL } from "./readings.ts";

/** A network whose states take long to write, so that a kill finds the writer at work. */
const WIDE = "data=cross&model=correction&layers=4&width=256&batch=16&steps=2";

describe("a browser that is killed", () => {
  it("loses at most two seconds of the run that trains, and no other run", async () => {
    const profile = await mkdtemp(join(tmpdir(), "energy-correction-profile-"));
    onTestFinished(() => rm(profile, { recursive: true, force: true }));
    const open = async () => {
      const browser = await launch(profile);
      onTestFinished(browser.kill);
      return browser;
    };
    const lost: number[] = [];
    const ends: { id: string; update: number }[] = [];
    for (const [seed, hash] of [SMALL, WIDE, WIDE].entries()) {
      const { context, kill } = await open();
      const page = await context.newPage();
      const settings = `${hash}&seed=${seed}&backend=cpu`;
      // The first of them comes to its end.
      await page.goto(
        `${inject("site")}#tab=lab&autorun=1&updates=${seed === 0 ? 5 : 90_000}&${settings}`,
      );
      await expect.poll(async () => (await keptRuns(page)).length).toBe(seed + 1);
      if (seed === 0) {
        const standing = async () => (await keptRuns(page))[0]!.record.standing;
        await expect.poll(standing).toBe("done");
      }
      const seen = await watched(page, 1700 + 300 * seed);
      await kill();
      const again = await open();
      const other = await again.context.newPage();
      await other.goto(`${inject("site")}icon.svg`);
      const kept = await keptRuns(other);
      await again.kill();
      const own = kept.find(({ record }) => (record.settings as { seed: number }).seed === seed)!;
      expect(own.state, "the update of the newest state").not.toBeNull();
      for (const { id, update } of ends) {
        const before = kept.find(({ record }) => record.id === id)!;
        expect([before.record.update, before.state]).toEqual([update, update]);
      }
      if (seed === 0) ends.push({ id: own.record.id, update: 5 });
      else lost.push(lostSince(seen, own.state!));
    }
    // A machine that others load may be late: the better of two goes counts.
    expect(Math.min(...lost)).toBeLessThanOrEqual(2000);
  });
});
