import { describe, expect, it } from "vitest";
import {
  BENCHMARKS,
  type Benchmark,
  ERRATA,
  PAPER_METRICS,
  PAPER_NOTES,
  paperTable,
} from "../../src/lab/paperTables.ts";
import { TABLE_FORMS, type TableForm } from "../../src/lab/table.ts";

const benchmarks = Object.keys(BENCHMARKS) as Benchmark[];
const forms = Object.keys(TABLE_FORMS) as TableForm[];

/** A row of Tables 1 and 2 under its name in Tables 3 and 4. */
const SOURCES: Record<string, string> = { "ours w/o energy": "SSD", "ours w/o MoG": "EBM" };

/** Every printed average with the mean of the sets that it is of. */
function averages(benchmark: Benchmark, form: TableForm) {
  const sets = paperTable(benchmark, "sets");
  const table = paperTable(benchmark, form);
  return table.rows.flatMap(({ method, cells }) => {
    const source = sets.rows.find((row) => row.method === (SOURCES[method] ?? method))!;
    return table.columns.flatMap(({ name, group }, c) => {
      if (form === "sets" && group) return [];
      const own = sets.columns.flatMap((set, s) =>
        set.group && (!group || set.group === group) ? [source.cells[s]!] : [],
      );
      return PAPER_METRICS.map((metric) => {
        const mean = own.reduce((sum, cell) => sum + cell[metric].printed, 0) / own.length;
        return { method, column: name, metric, printed: cells[c]![metric].printed, mean };
      });
    });
  });
}

describe("the paper's tables", () => {
  it("have the paper's rows and columns, and a number in every cell", () => {
    const shape = (benchmark: Benchmark, form: TableForm) => {
      const { name, columns, rows } = paperTable(benchmark, form);
      for (const { cells } of rows) {
        expect(cells).toHaveLength(columns.length);
        for (const cell of cells) {
          for (const metric of PAPER_METRICS) {
            expect(cell[metric].printed).toBeGreaterThan(0);
            expect(cell[metric].printed).toBeLessThan(100);
          }
        }
      }
      return [name, rows.length, columns.length];
    };
    expect(benchmarks.flatMap((one) => forms.map((form) => shape(one, form)))).toEqual([
      ["Table 3", 7, 7],
      ["Table 1(a)", 6, 4],
      ["Table 2(a)", 3, 4],
      ["Table 4", 7, 7],
      ["Table 1(b)", 6, 4],
      ["Table 2(b)", 3, 4],
    ]);
  });

  it("print averages that rounding does not explain exactly where there is an erratum", () => {
    // The mean of rounded numbers is off by up to 0.05, and its own rounding adds up to 0.05.
    const wrong = benchmarks.flatMap((benchmark) =>
      forms.flatMap((form) =>
        averages(benchmark, form)
          .filter(({ printed, mean }) => Math.abs(printed - mean) > 0.1 + 1e-9)
          .map(({ mean, ...rest }) => ({
            ...{ benchmark, form, ...rest },
            recomputed: Number(mean.toFixed(2)),
          })),
      ),
    );
    const told = benchmarks.flatMap((benchmark) =>
      forms.flatMap((form) =>
        paperTable(benchmark, form).errata.map(({ tables: _, why: __, ...rest }) => ({
          ...rest,
          form,
        })),
      ),
    );
    expect(wrong).toEqual(told);
    expect(told).toHaveLength(3);
    expect(ERRATA).toHaveLength(2);
  });

  it("mark the cells of the errata, and the best of a column with the errata mended", () => {
    const { rows } = paperTable("cifar10", "groups");
    const near = rows.map(({ method, cells }) => ({ method, ...cells[0]!.fpr95 }));
    expect(near.filter(({ erratum }) => erratum).map(({ method }) => method)).toEqual(["KNN"]);
    expect(near.filter(({ best }) => best).map(({ method }) => method)).toEqual(["Energy-Logits"]);
    const best = (benchmark: Benchmark, form: TableForm) =>
      paperTable(benchmark, form)
        .rows.filter(({ cells }) => cells.at(-1)!.auroc.best)
        .map(({ method }) => method);
    expect(best("cifar10", "sets")).toEqual(["KNN", "ours"]);
    expect(best("cifar100", "sets")).toEqual(["ours"]);
  });

  it("give the numbers that the notes of CIFAR-10 tell", () => {
    const cell = (method: string, column: string, form: TableForm) => {
      const { columns, rows } = paperTable("cifar10", form);
      const c = columns.findIndex(({ name }) => name === column);
      return rows.find((row) => row.method === method)!.cells[c]!;
    };
    const [text, plain] = PAPER_NOTES.cifar10;
    expect(text).toContain(`give ${cell("ours", "Mid-OOD", "groups").auroc.printed}.`);
    const [ebm, ours] = ["EBM", "ours"].map((name) => cell(name, "Average", "sets").fpr95.printed);
    expect(ebm).toBeLessThan(ours!);
    expect(plain).toContain(`${ebm} against ${ours}`);
  });
});
