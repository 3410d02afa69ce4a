import fc from "fast-check";
import { expect, test } from "vitest";
import { distribution, ID_SHARES } from "../../src/detection/distribution.ts";
import { fpr95 } from "../../src/detection/roc.ts";

const scores = fc
  .array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 80 })
  .map((values) => Float32Array.from(values));

test("the shares of a histogram sum to 1 and its range is not empty of ID scores", () => {
  fc.assert(
    fc.property(scores, scores, (id, ood) => {
      const { domain, id: inside, ood: outside } = distribution(id, [ood]);
      expect(domain[0]).toBeLessThanOrEqual(domain[1]);
      for (const shares of [inside, ...outside]) {
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      }
    }),
  );
});

test("a score falls into the bin that holds it, and far ones into the outermost", () => {
  const { domain, id, ood } = distribution(Float32Array.of(0, 60), [Float32Array.of(30.4)]);
  expect(domain[0]).toBeCloseTo(0.3, 6);
  expect(domain[1]).toBeCloseTo(59.7, 5);
  expect([id[0], id[59], ood[0][30]]).toEqual([0.5, 0.5, 1]);
});

test("thresholds rise with the ID share, and at 95 % accept the FPR95 of the OOD scores", () => {
  fc.assert(
    fc.property(scores, scores, (id, ood) => {
      const { thresholds, acceptedId, accepted } = distribution(id, [ood]);
      expect([...thresholds]).toEqual([...thresholds].sort((a, b) => a - b));
      expect(accepted[0][ID_SHARES.indexOf(0.95)]).toBeCloseTo(fpr95(id, ood), 6);
      thresholds.forEach((level, i) => {
        expect(acceptedId[i] * id.length).toBeCloseTo(id.filter((s) => s <= level).length, 3);
      });
      expect(thresholds[0]).toBeCloseTo(Math.min(...id), 12);
      expect(thresholds[200]).toBeCloseTo(Math.max(...id), 12);
    }),
  );
});
