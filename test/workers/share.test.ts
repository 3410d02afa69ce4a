import { afterEach, describe, expect, it, vi } from "vitest";
import { Share } from "../../workers/share.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Share", () => {
  it("takes no more than its share of a clock, whatever a turn takes", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const share = new Share(0.15);
    let taken = 0;
    for (let turn = 0; now < 100_000; turn++) {
      if (share.due) {
        const length = 5 + 40 * (turn % 7);
        await share.take(async () => {
          now += length;
        });
        taken += length;
      }
      now += 30;
    }
    expect(taken / now).toBeLessThan(0.151);
    expect(taken / now).toBeGreaterThan(0.1);
  });

  it("keeps the starts of short turns apart", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const share = new Share(0.25, 60);
    const turn = (length: number) =>
      share.take(async () => {
        now += length;
      });
    await turn(5);
    now = 59;
    expect(share.due).toBe(false);
    now = 60;
    expect(share.due).toBe(true);
    await turn(20);
    now = 139;
    expect(share.due).toBe(false);
    now = 140;
    expect(share.due).toBe(true);
  });

  it("is due at first", () => {
    expect(new Share(0.5).due).toBe(true);
  });
});
