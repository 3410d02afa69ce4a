import { beforeAll, describe, expect, test } from "vitest";
import type { Method } from "../../src/detection/methods.ts";
import type { Result } from "../../src/detection/report.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { readFolder, scoreAll } from "../fixtures/score.ts";

/**
 * The whole set of CIFAR-10 features of a ResNet-56, of which the bundled sample is a part. It is
 * not in the repository; FEATURES_DIR says where it is.
 */
const folder = process.env.FEATURES_DIR;

/** AUROC and FPR95 in percent, float64 numpy, k = 50; from the set's own description. */
const REFERENCE: Record<string, Partial<Record<Method, [number, number]>>> = {
  cifar100: { MSP: [86.39, 68.84], Energy: [87.46, 54.97], SSD: [85.8, 60.83], KNN: [88.2, 56.17] },
  tinyimagenet: {
    MSP: [85.73, 68.38],
    Energy: [86.98, 54.53],
    SSD: [84.77, 64.08],
    KNN: [87.91, 55.92],
  },
  intelscenes: {
    MSP: [86.32, 69.24],
    Energy: [88.24, 52.39],
    SSD: [86.94, 56.23],
    KNN: [87.79, 56.77],
  },
  dtd10: { MSP: [85.93, 67.33], Energy: [85.43, 57.25], SSD: [94.11, 30.25], KNN: [92.98, 36.42] },
  svhn: { MSP: [89.12, 65.77], Energy: [92.59, 38.75], SSD: [98.21, 10.48], KNN: [95.02, 31.73] },
  mnist: { MSP: [90.71, 63.42], Energy: [96.84, 19.93], SSD: [99.42, 2.32], KNN: [96.63, 24.68] },
};

describe.skipIf(!folder)(
  "the detectors on the whole set of CIFAR-10 features (skipped unless FEATURES_DIR names its folder)",
  () => {
    let results: Result[];

    beforeAll(async () => {
      await openBackend("cpu");
      results = await scoreAll(await readFolder(folder!), 50);
    }, 300_000);

    test.each(Object.keys(REFERENCE))(
      "agree with the reference on %s: 0.05 points of AUROC, 0.2 of FPR95",
      (dataset) => {
        for (const [method, [auroc, fpr95]] of Object.entries(REFERENCE[dataset])) {
          const own = results.find((r) => r.dataset === dataset && r.method === method)!;
          expect(Math.abs(100 * own.auroc - auroc), `AUROC of ${method}`).toBeLessThan(0.05);
          expect(Math.abs(100 * own.fpr95 - fpr95), `FPR95 of ${method}`).toBeLessThan(0.2);
        }
      },
    );
  },
);
