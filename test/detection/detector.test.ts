import { describe, expect, test } from "vitest";
import { type Detector, type Rows, scoreInChunks } from "../../src/detection/detector.ts";

const rows: Rows = {
  count: 5,
  features: Float32Array.from({ length: 10 }, (_, i) => i),
  logits: Float32Array.from({ length: 15 }, (_, i) => 100 + i),
};

/** Scores a row by its first feature and first logit, and notes how many rows came at a time. */
function recorder(): Detector & { chunks: number[] } {
  const chunks: number[] = [];
  return {
    method: "MSP",
    chunks,
    async score({ count, features, logits }) {
      chunks.push(count);
      return Float32Array.from(
        { length: count },
        (_, i) => features[(i * features.length) / count] + logits![(i * logits!.length) / count],
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

  test("passes on the absence of logits", async () => {
    const seen: unknown[] = [];
    const detector: Detector = {
      method: "KNN",
      score: async ({ count, logits }) => {
        seen.push(logits);
        return new Float32Array(count);
      },
    };
    await scoreInChunks(detector, { ...rows, logits: null }, { chunk: 3 });
    expect(seen).toEqual([null, null]);
  });
});
