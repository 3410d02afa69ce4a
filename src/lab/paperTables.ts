import type { OodGroup } from "../model/recipe.ts";
import type { TableForm } from "./table.ts";

/** The paper's in-distribution data sets. */
export const BENCHMARKS = { cifar10: "CIFAR-10", cifar100: "CIFAR-100" } as const;
export type Benchmark = keyof typeof BENCHMARKS;

/** The two numbers of a cell, in the paper's order; in-distribution is FPR95's positive class. */
export const PAPER_METRICS = ["fpr95", "auroc"] as const;
export type PaperMetric = (typeof PAPER_METRICS)[number];

export interface PaperNumber {
  printed: number;
  erratum: Erratum | null;
  /** The best of its column, errata mended; the paper gives no intervals. */
  best: boolean;
}

/** A table of the paper, in per cent: a method's cells, one a column. */
export interface PaperTable {
  /** Such as "Table 1(a)". */
  name: string;
  columns: { name: string; group: OodGroup | null }[];
  rows: { method: string; cells: Record<PaperMetric, PaperNumber>[] }[];
  errata: Erratum[];
}

/** A printed average that rounding cannot explain. */
export interface Erratum {
  benchmark: Benchmark;
  /** Every table that prints it. */
  tables: TableForm[];
  method: string;
  column: string;
  metric: PaperMetric;
  printed: number;
  recomputed: number;
  why: string;
}

export const ERRATA: readonly Erratum[] = [
  {
    ...{ benchmark: "cifar10", tables: ["groups"], method: "KNN", column: "Near-OOD" },
    ...{ metric: "fpr95", printed: 42.3, recomputed: 45.25 },
    why: "the mean of 47.9 and 42.6 in Table 3",
  },
  {
    ...{ benchmark: "cifar100", tables: ["sets", "groups"], method: "KNN", column: "Average" },
    ...{ metric: "auroc", printed: 82, recomputed: 81.7 },
    why: "the mean of the six AUROCs in Table 4",
  },
];

/** What must be known beside the tables, a sentence each. */
export const PAPER_NOTES: Record<Benchmark, readonly string[]> = {
  cifar10: [
    "Sec. 3.2 says that the mid-OOD AUROC rises to 92.8; Tables 1 to 3 give 92.5.",
    "On the average of the six sets, the plain EBM has a lower FPR95 than ours: 31.3 against 32.4.",
  ],
  cifar100: [],
};

const SETS: Record<Benchmark, string> = {
  cifar10: "C-100, TinyIN, LSUN, Places365, Textures, SVHN, Average",
  cifar100: "C-10, TinyIN, LSUN, Places365, Textures, SVHN, Average",
};
const GROUPS = "Near-OOD, Mid-OOD, Far-OOD, Average";

/** The rows as printed, "FPR95 / AUC" a cell; "w/o energy" is the SSD row again. */
const PRINTED: Record<Benchmark, Record<TableForm, [name: string, rows: string]>> = {
  cifar10: {
    sets: [
      "Table 3",
      `MSP: 58.0 / 87.9, 55.9 / 88.2, 50.5 / 91.9, 52.7 / 90.2, 52.3 / 91.7, 19.7 / 97.0, 48.2 / 91.2
      ODIN: 48.4 / 86.0, 42.2 / 87.3, 32.6 / 92.3, 35.6 / 90.4, 29.4 / 92.6, 7.8 / 98.3, 32.6 / 91.1
      Energy-Logits: 48.4 / 86.9, 41.9 / 88.2, 33.7 / 92.6, 35.7 / 91.0, 30.7 / 92.9, 4.9 / 99.0, 32.6 / 91.8
      KNN: 47.9 / 90.3, 42.6 / 90.6, 36.1 / 94.1, 37.8 / 92.6, 25.2 / 96.0, 8.1 / 98.6, 32.9 / 93.7
      SSD: 52.6 / 89.0, 50.9 / 89.5, 47.1 / 92.4, 46.4 / 91.2, 13.1 / 97.8, 0.9 / 99.8, 35.1 / 93.3
      EBM: 47.4 / 89.9, 41.6 / 90.4, 32.7 / 93.9, 34.3 / 92.4, 25.7 / 95.6, 5.7 / 98.9, 31.3 / 93.5
      ours: 50.0 / 89.6, 45.0 / 90.2, 40.7 / 93.1, 41.4 / 91.9, 16.4 / 97.2, 1.1 / 99.8, 32.4 / 93.7`,
    ],
    groups: [
      "Table 1(a)",
      `MSP: 57.0 / 88.0, 51.6 / 91.0, 36.0 / 94.4, 48.2 / 91.2
      ODIN: 45.3 / 86.7, 34.1 / 91.3, 18.6 / 95.5, 32.6 / 91.1
      Energy-Logits: 45.2 / 87.6, 34.7 / 91.8, 17.8 / 96.0, 32.6 / 91.8
      KNN: 42.3 / 90.5, 37.0 / 93.4, 16.7 / 97.3, 32.9 / 93.7
      SSD: 51.8 / 89.3, 46.8 / 91.8, 7.0 / 98.8, 35.1 / 93.3
      ours: 47.5 / 89.9, 41.0 / 92.5, 8.7 / 98.6, 32.4 / 93.7`,
    ],
    ablation: [
      "Table 2(a)",
      `ours w/o energy: 51.8 / 89.3, 46.8 / 91.8, 7.0 / 98.8, 35.1 / 93.3
      ours w/o MoG: 44.5 / 90.2, 33.5 / 93.2, 15.7 / 97.3, 31.3 / 93.5
      ours: 47.5 / 89.9, 41.0 / 92.5, 8.7 / 98.6, 32.4 / 93.7`,
    ],
  },
  cifar100: {
    sets: [
      "Table 4",
      `MSP: 80.0 / 76.6, 78.3 / 77.6, 83.5 / 74.7, 81.0 / 76.4, 72.1 / 81.0, 62.0 / 86.4, 76.1 / 78.8
      ODIN: 81.4 / 76.4, 78.7 / 76.2, 86.1 / 72.0, 82.6 / 74.5, 62.4 / 85.2, 80.7 / 80.4, 78.6 / 77.5
      Energy-Logits: 80.6 / 76.9, 79.4 / 76.5, 87.6 / 71.7, 83.1 / 74.7, 62.4 / 85.2, 53.0 / 88.9, 74.3 / 79.0
      KNN: 81.0 / 76.1, 76.0 / 81.1, 89.5 / 75.7, 82.1 / 75.7, 58.2 / 88.0, 37.2 / 93.6, 70.7 / 82.0
      SSD: 85.6 / 73.6, 82.7 / 77.0, 87.8 / 73.8, 84.6 / 74.5, 36.6 / 92.4, 19.9 / 96.4, 66.2 / 81.3
      EBM: 83.7 / 72.6, 78.1 / 78.8, 87.6 / 72.6, 83.0 / 74.2, 73.7 / 84.8, 52.2 / 90.4, 76.4 / 78.9
      ours: 85.0 / 74.2, 80.8 / 78.3, 86.9 / 74.2, 83.4 / 75.3, 35.6 / 92.6, 18.3 / 96.6, 65.0 / 81.9`,
    ],
    groups: [
      "Table 1(b)",
      `MSP: 79.2 / 77.1, 82.3 / 75.6, 67.1 / 83.7, 76.1 / 78.8
      ODIN: 80.1 / 76.3, 84.4 / 73.3, 71.6 / 82.8, 78.6 / 77.5
      Energy-Logits: 80.0 / 76.7, 85.4 / 73.2, 57.7 / 87.1, 74.3 / 79.0
      KNN: 78.5 / 78.6, 85.8 / 75.7, 47.7 / 90.8, 70.7 / 82.0
      SSD: 84.2 / 75.3, 86.2 / 74.2, 28.3 / 94.4, 66.2 / 81.3
      ours: 82.9 / 76.3, 85.2 / 74.8, 27.0 / 94.6, 65.0 / 81.9`,
    ],
    ablation: [
      "Table 2(b)",
      `ours w/o energy: 84.2 / 75.3, 86.2 / 74.2, 28.3 / 94.4, 66.2 / 81.3
      ours w/o MoG: 80.9 / 75.7, 85.3 / 73.4, 63.0 / 87.6, 76.4 / 78.9
      ours: 82.9 / 76.3, 85.2 / 74.8, 27.0 / 94.6, 65.0 / 81.9`,
    ],
  },
};

const SET_GROUPS: OodGroup[] = ["near", "near", "mid", "mid", "far", "far"];
const GROUP_GROUPS: OodGroup[] = ["near", "mid", "far"];

/** The paper's table of a form: Table 3 or 4, a half of Table 1, a half of Table 2. */
export function paperTable(benchmark: Benchmark, form: TableForm): PaperTable {
  const [name, text] = PRINTED[benchmark][form];
  const groups = form === "sets" ? SET_GROUPS : GROUP_GROUPS;
  const columns = (form === "sets" ? SETS[benchmark] : GROUPS).split(", ");
  const errata = ERRATA.filter((one) => one.benchmark === benchmark && one.tables.includes(form));
  const rows = text.split("\n").map((line) => {
    const [method = "", cells = ""] = line.trim().split(": ");
    const read = (cell: string, column: string): Record<PaperMetric, PaperNumber> => {
      const [fpr95, auroc] = cell.split(" / ").map(Number);
      const entry = (metric: PaperMetric, printed = Number.NaN): PaperNumber => {
        const same = (one: Erratum) =>
          one.method === method && one.column === column && one.metric === metric;
        return { printed, erratum: errata.find(same) ?? null, best: false };
      };
      return { fpr95: entry("fpr95", fpr95), auroc: entry("auroc", auroc) };
    };
    return { method, cells: cells.split(", ").map((cell, i) => read(cell, columns[i] ?? "")) };
  });
  columns.forEach((_, i) => {
    markBest(
      rows.map(({ cells }) => cells[i]!.fpr95),
      Math.min,
    );
    markBest(
      rows.map(({ cells }) => cells[i]!.auroc),
      Math.max,
    );
  });
  return {
    name,
    columns: columns.map((column, i) => ({ name: column, group: groups[i] ?? null })),
    rows,
    errata,
  };
}

function markBest(numbers: PaperNumber[], pick: (...values: number[]) => number): void {
  const value = ({ erratum, printed }: PaperNumber) => erratum?.recomputed ?? printed;
  const best = pick(...numbers.map(value));
  for (const number of numbers) number.best = value(number) === best;
}
