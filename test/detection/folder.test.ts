import { beforeAll, describe, expect, test } from "vitest";
import type { Method } from "../../src/detection/methods.ts";
import type { Result } from "../../src/detection/report.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { readFolder, scoreAll } from "../fixtures/score.ts";
// Written by numpy: /usr/bin/python3 test/fixtures/reference.py $FEATURES_DIR
import reference from "../fixtures/whole-reference.json";

/**
 * The whole set of CIFAR-10 features of a ResNet-56, of which the bundled sample is a part. It is
 * not in the repository; FEATURES_DIR says where it is.
 */
const folder = process.env.FEATURES_DIR;

const expected = reference as Record<string, Partial<Record<Method, number[]>>>;

describe.skipIf(!folder)(
  "the detectors on the whole set of CIFAR-10 features (skipped unless FEATURES_DIR names its folder)",
  () => {
    let results: Result[];

    beforeAll(async () => {
      await openBackend("cpu");
      results = await scoreAll(await readFolder(folder!));
    }, 300_000);

    test.each(Object.keys(expected))(
      "agree with float64 numpy on %s: 0.005 points of AUROC, 0.05 of FPR95",
      (dataset) => {
        for (const [method, [auroc, fpr95]] of Object.entries(expected[dataset])) {
          const own = results.find((r) => r.dataset === dataset && r.method === method)!;
          expect(Math.abs(own.auroc - auroc), `AUROC of ${method}`).toBeLessThan(5e-5);
          expect(Math.abs(own.fpr95 - fpr95), `FPR95 of ${method}`).toBeLessThan(5e-4);
        }
      },
    );

    test("compose SSD, Energy and KNN into an average AUROC of 92.5 % or more", () => {
      const own = results.filter(({ method }) => method === "Composed");
      expect(own).toHaveLength(6);
      expect(own.reduce((sum, { auroc }) => sum + auroc, 0) / 6).toBeGreaterThan(0.925);
    });
  },
);
