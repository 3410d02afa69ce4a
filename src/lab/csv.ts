import { METRICS } from "../detection/report.ts";
import type { Table } from "./table.ts";

const HEADER = ["method", "dataset", "group", "metric", "value", "low", "high"];

/**
 * Finished results of tables as CSV (RFC 4180, lines ended by LF): a line a method, column and metric,
 * named as in the report. Values and the ends of the 95 % intervals are shares in 0..1; the ends are
 * empty where there is no interval. The average over all sets has the group "all". What several tables
 * have is there once.
 */
export function csvOf(...tables: Table[]): string {
  const lines = tables.flatMap(({ columns, rows }) =>
    rows.flatMap(({ method, final, cells }) =>
      columns.flatMap(({ name, group }, i) => {
        const cell = cells[i];
        if (!final || !cell || typeof cell === "string") return [];
        return METRICS.map((metric) => {
          const { value, interval } = cell[metric];
          return [method, name, group ?? "all", metric, value, ...(interval ?? ["", ""])];
        });
      }),
    ),
  );
  const unique = new Map(lines.map((line) => [line.slice(0, 4).join("\n"), line]));
  return csvLines([HEADER, ...unique.values()]);
}

/** Rows as CSV (RFC 4180, lines ended by LF). */
export function csvLines(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\n`).join("");
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
