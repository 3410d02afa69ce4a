import type { Estimate } from "../../src/detection/comparison.ts";
import type { Metric } from "../../src/detection/report.ts";
import type { Cell, Table } from "../../src/lab/table.ts";

const estimate = (value: number, best = false, interval: Estimate["interval"] = null) => ({
  ...{ value, interval, best },
});

/** AUROC, FPR95 and FPR95 with OOD as the positive class. */
export function cell(values: [number, number, number], best: Metric[] = [], width = 0): Cell {
  const one = (metric: Metric, value: number) =>
    estimate(value, best.includes(metric), width ? [value - width, value + width] : null);
  const [auroc, fpr95, fpr95OodPositive] = values;
  return {
    auroc: one("auroc", auroc),
    fpr95: one("fpr95", fpr95),
    fpr95OodPositive: one("fpr95OodPositive", fpr95OodPositive),
  };
}

/** One near set, two far ones; SSD with intervals, MSP without, KNN in training. */
export function sampleTable(): Table {
  const row = { final: true, needs: null };
  return {
    columns: [
      { name: "cifar_100", group: "near", datasets: ["cifar_100"] },
      { name: "mnist", group: "far", datasets: ["mnist"] },
      { name: 'a "b", c', group: "far", datasets: ['a "b", c'] },
      { name: "far average", group: "far", datasets: ["mnist", 'a "b", c'] },
      { name: "average", group: null, datasets: ["cifar_100", "mnist", 'a "b", c'] },
    ],
    rows: [
      {
        ...{ method: "MSP", name: "MSP", ...row },
        cells: [cell([0.8, 0.5, 0.6]), "no logits for this set", null, null, null],
      },
      {
        ...{ method: "SSD", name: "SSD", ...row },
        cells: [
          cell([0.9, 0.25, 0.3], ["auroc", "fpr95OodPositive"], 0.01),
          cell([0.95, 0.125, 0.2], ["auroc", "fpr95"], 0.01),
          ...[cell([0.5, 0.9, 0.9]), cell([0.725, 0.5125, 0.55]), cell([0.78, 0.4, 0.4])],
        ],
      },
      {
        ...{ method: "EBM", name: "EBM", final: false, needs: null },
        cells: [cell([0.1, 0.1, 0.1]), null, null, null, null],
      },
    ],
  };
}
