import type { Column, Estimate } from "../detection/comparison.ts";
import type { Metric } from "../detection/report.ts";
import { OOD_GROUPS } from "../model/recipe.ts";
import { percent } from "./format.ts";
import { CONVENTIONS, type Convention } from "./results.ts";
import type { Row, Table } from "./table.ts";

const ESCAPES: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/** A text in which LaTeX's special characters stand for themselves. */
export function escapeLatex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (character) => ESCAPES[character] ?? `\\${character}`);
}

/**
 * A table's finished results as a LaTeX table for booktabs, in the paper's form: AUROC / FPR95 in %, best and statistically tied in bold, 95 % intervals small
 * below.
 *
 * @param convention how FPR95 is counted; the caption says it
 */
export function latexOf({ columns, rows }: Table, convention: Convention): string {
  const { metric: fpr, meaning } = CONVENTIONS[convention];
  const done = rows.filter(({ final }) => final);
  const shown = (pick: (estimate: Estimate) => boolean) =>
    done.some(({ cells }) =>
      cells.some((cell) => cell && typeof cell !== "string" && pick(cell.auroc)),
    );
  const caption = [
    "OOD detection: AUROC\\,$\\uparrow$ / FPR95\\,$\\downarrow$ in \\%.",
    `FPR95: ${escapeLatex(meaning)}.`,
    ...(shown(({ interval }) => interval !== null)
      ? ["Small: 95\\,\\% intervals by a bootstrap. Bold: best, or not told from it."]
      : shown(({ best }) => best)
        ? ["Bold: best."]
        : []),
  ];
  return `${[
    "% needs \\usepackage{booktabs}",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${caption.join(" ")}}`,
    `  \\begin{tabular}{l${"c".repeat(columns.length)}}`,
    "    \\toprule",
    ...headOf(columns).map((line) => `    ${line}`),
    "    \\midrule",
    ...done.flatMap((row) => linesOf(row, fpr)).map((line) => `    ${line}`),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
  ].join("\n")}\n`;
}

/** Two lines of heads with the rules between them. */
function headOf(columns: readonly Column[]): string[] {
  const groups = OOD_GROUPS.map((group) => ({
    group,
    first: columns.findIndex((column) => column.group === group),
    count: columns.filter((column) => column.group === group).length,
  })).filter(({ count }) => count > 0);
  const heads = groups.map(
    ({ group, count }) => `\\multicolumn{${count}}{c}{\\textit{${group}-OOD}}`,
  );
  const rules = groups.map(
    ({ first, count }) => `\\cmidrule(lr){${first + 2}-${first + 1 + count}}`,
  );
  const names = columns.map(({ name, datasets }) =>
    datasets.length > 1 ? "average" : escapeLatex(name),
  );
  const overAll = columns.some(({ group }) => group === null) ? [""] : [];
  return [
    `${["", ...heads, ...overAll].join(" & ")} \\\\`,
    rules.join(" "),
    `${["Method", ...names].join(" & ")} \\\\`,
  ];
}

/** A method's values, and its intervals below where it has some. */
function linesOf({ method, name, cells }: Row, fpr: Metric): string[] {
  const pairs = cells.map((cell) =>
    cell && typeof cell !== "string" ? [cell.auroc, cell[fpr]] : null,
  );
  const values = pairs.map((pair) => pair?.map(textOf).join(" / ") ?? "--");
  const intervals = pairs.map((pair) => {
    const ranges = pair?.flatMap(({ interval }) => (interval ? [rangeOf(interval)] : []));
    return ranges?.length === 2 ? `{\\tiny ${ranges.join(" / ")}}` : "";
  });
  const title = name === method ? method : `${name} (${method})`;
  const line = `${[escapeLatex(title), ...values].join(" & ")} \\\\`;
  if (intervals.every((text) => text === "")) return [line];
  return [`${line}[-2pt]`, `${["", ...intervals].join(" & ")} \\\\`];
}

function textOf({ value, best }: Estimate): string {
  return best ? `\\textbf{${percent(value)}}` : percent(value);
}

function rangeOf([low, high]: readonly [number, number]): string {
  return `${percent(low)}--${percent(high)}`;
}
