import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { append, EMPTY_TRACE, runningMean, TRACE_LIMIT, until } from "../../src/lab/trace.ts";

const triples = (first: number, count: number) =>
  Array.from({ length: count }, (_, i) => [first + i, (first + i) / 10, -1]).flat();

describe("append", () => {
  it("keeps every update of a short run", () => {
    const trace = append(append(EMPTY_TRACE, triples(1, 2)), triples(3, 1));
    expect(trace.rows).toEqual([
      [1, 0.1, -1],
      [2, 0.2, -1],
      [3, 0.3, -1],
    ]);
  });

  it("stays bounded, in order and unbiased over a long run", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, (counts) => {
        let trace = EMPTY_TRACE;
        let total = 0;
        for (const count of counts) {
          trace = append(trace, triples(total + 1, count));
          total += count;
        }
        expect(trace.rows.length).toBeLessThan(TRACE_LIMIT);
        expect(trace.rows.length * trace.stride + trace.pending.length).toBe(total);
        trace.rows.forEach(([update, loss], i) => {
          expect(update).toBeCloseTo(i * trace.stride + (trace.stride + 1) / 2, 6);
          expect(loss).toBeCloseTo(update / 10, 6);
        });
      }),
      { numRuns: 30 },
    );
  });
});

describe("until", () => {
  it("cuts off what came after an update, so that it can come again", () => {
    const whole = append(EMPTY_TRACE, triples(1, 20));
    const cut = until(whole, 12);
    expect(cut.rows.map(([update]) => update)).toEqual(whole.rows.slice(0, 12).map(([u]) => u));
    expect(append(cut, triples(13, 8))).toEqual(whole);
    expect(until(whole, 20)).toEqual(whole);
    expect(until(whole, 0)).toEqual(EMPTY_TRACE);
  });

  it("leaves no row beyond an update where updates are told now and then", () => {
    const every = Array.from({ length: 1500 }, (_, i) => [100 * i, 0, 0]).flat();
    const { stride, rows } = until(append(EMPTY_TRACE, every), 100_151);
    expect(stride).toBe(2);
    expect(rows.at(-1)![0] + 50).toBeLessThanOrEqual(100_151);
    expect(rows.at(-1)![0]).toBeGreaterThan(99_800);
  });

  it("leaves no row with an update beyond it, and misses fewer than a row's before it", () => {
    const counts = fc.integer({ min: 1, max: 6000 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0, max: 1, noNaN: true }), (count, share) => {
        const update = Math.floor(share * count);
        const { stride, rows, pending } = until(append(EMPTY_TRACE, triples(1, count)), update);
        const kept = rows.length * stride + pending.length;
        expect(kept).toBeLessThanOrEqual(update);
        expect(kept).toBeGreaterThan(update - stride);
      }),
      { numRuns: 50 },
    );
  });
});

describe("runningMean", () => {
  it("leaves a constant as it is", () => {
    const rows = append(EMPTY_TRACE, triples(1, 200)).rows;
    expect(runningMean(rows).every(([, , gap]) => gap === -1)).toBe(true);
  });

  it("halves a jump within a fiftieth of the rows or so", () => {
    const rows = append(
      EMPTY_TRACE,
      Array.from({ length: 500 }, (_, i) => [i, i < 250 ? 0 : 1, 0]).flat(),
    ).rows;
    expect(runningMean(rows)[257]![1]).toBeGreaterThan(0.5);
    expect(runningMean(rows)[250]![1]).toBeLessThan(0.2);
  });
});
