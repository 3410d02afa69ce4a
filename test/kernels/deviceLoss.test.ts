import { describe, expect, it } from "vitest";
import { DeviceLostError, LossRecord } from "../../src/kernels/deviceLoss.ts";

const SECOND = 1000;

describe("LossRecord", () => {
  it("has not seen two losses at the beginning, nor after one", () => {
    const losses = new LossRecord();
    expect(losses.twice(0)).toBe(false);
    losses.add(0);
    expect(losses.twice(0)).toBe(false);
  });

  it("has seen two within a minute, and says so until the first is a minute old", () => {
    const losses = new LossRecord();
    losses.add(10 * SECOND);
    losses.add(40 * SECOND);
    expect(losses.twice(40 * SECOND)).toBe(true);
    expect(losses.twice(69 * SECOND)).toBe(true);
    expect(losses.twice(71 * SECOND)).toBe(false);
  });

  it("counts the newest two: a loss an hour ago is forgotten", () => {
    const losses = new LossRecord();
    losses.add(0);
    losses.add(3600 * SECOND);
    expect(losses.twice(3600 * SECOND)).toBe(false);
    losses.add(3610 * SECOND);
    expect(losses.twice(3610 * SECOND)).toBe(true);
  });
});

describe("DeviceLostError", () => {
  it("says what the driver said, and what to do", () => {
    const error = new DeviceLostError({ message: "driver reset" });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe(
      "DeviceLostError: webgpu: the GPU device was lost (driver reset); open a backend again",
    );
  });
});
