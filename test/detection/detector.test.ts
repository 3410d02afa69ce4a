import { describe, expect, test } from "vitest";
import { type Detector, type Rows, scoreInChunks, spread } from "../../src/detection/detector.ts";

const rows: Rows = {
  count: 5,
  features: Float32Array.from({ length: 10 }, (_, i) => i),
  lengths: Float32Array.from({ length: 5 }, (_, i) => 1000 + i),
  logits: Float32Array.from({ length: 15 }, (_, i) => 100 + i),
  odin: Float32Array.from({ length: 5 }, (_, i) => 10_000 + i),
};

/** Scores a row by the first number of its feature, its logits and so on, and notes how many rows came at a time. */
function recorder(): Detector & { chunks: number[] } {
  const chunks: number[] = [];
  return {
    method: "MSP",
    chunks,
    async score({ count, features, lengths, logits, odin }) {
      chunks.push(count);
      const arrays = [features, lengths, logits!, odin!];
      return Float32Array.from({ length: count }, (_, i) =>
        arrays.reduce((sum, values) => sum + values[(i * values.length) / count], 0),
      );
    },
  };
}

describe("scoreInChunks", () => {
  test("gives the scores of one call, whatever the chunk", async () => {
    const whole = await recorder().score(rows);
    for (const chunk of [1, 2, 3, 5, 9]) {
      expect(await scoreInChunks(recorder(), rows, { chunk })).toEqual(whole);
    }
  });

  test("tells the rows scored and pauses after each chunk", async () => {
    const told: (number | string)[] = [];
    const detector = recorder();
    await scoreInChunks(detector, rows, {
      chunk: 2,
      onProgress: (scored) => told.push(scored),
      pause: async () => void told.push("pause"),
    });
    expect(detector.chunks).toEqual([2, 2, 1]);
    expect(told).toEqual([2, "pause", 4, "pause", 5, "pause"]);
  });

  test("ends with null when the signal comes in a pause", async () => {
    let stop = false;
    const detector = recorder();
    const scores = await scoreInChunks(detector, rows, {
      chunk: 2,
      signal: () => stop,
      pause: async () => {
        stop = true;
      },
    });
    expect([scores, detector.chunks]).toEqual([null, [2]]);
  });

  test("passes on the absence of logits and ODIN scores", async () => {
    const seen: unknown[] = [];
    const detector: Detector = {
      method: "KNN",
      score: async ({ count, logits, odin }) => {
        seen.push(logits, odin);
        return new Float32Array(count);
      },
    };
    await scoreInChunks(detector, { ...rows, logits: null, odin: null }, { chunk: 3 });
    expect(seen).toEqual([null, null, null, null]);
  });
});

describe("spread", () => {
  test("takes rows 0, 1 and 3 of five, each whole", () => {
    const few = spread({ ...rows, odin: null }, 3);
    expect([...few.features]).toEqual([0, 1, 2, 3, 6, 7]);
    expect([...few.lengths]).toEqual([1000, 1001, 1003]);
    expect([...few.logits!]).toEqual([100, 101, 102, 103, 104, 105, 109, 110, 111]);
    expect([few.count, few.odin]).toEqual([3, null]);
  });

  test("takes all where there are no more", () => {
    expect(spread(rows, 5)).toBe(rows);
  });
});
