import { csvLines } from "./csv.ts";

/** A number, words, or null where there is nothing. */
export type DataCell = number | string | null;

/** What a chart shows, in numbers. */
export interface ChartData {
  /** What the numbers are, with their units. */
  caption: string;
  columns: readonly string[];
  /** A row's first cell names it. */
  rows: readonly (readonly DataCell[])[];
}

/** Rows that are shown at most. */
export const MOST_ROWS = 60;

/** At most `most` (2 or more) of the rows, evenly spread; the first and the last stay. */
export function thinned<Row>(rows: readonly Row[], most = MOST_ROWS): readonly Row[] {
  if (rows.length <= most) return rows;
  const step = (rows.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => rows[Math.round(i * step)]!);
}

/** A cell as text: whole numbers in full, others with four digits. */
export function cellText(cell: DataCell): string {
  if (cell === null || Number.isNaN(cell)) return "–";
  if (typeof cell === "string") return cell;
  const text = String(Number.isInteger(cell) ? cell : Number(cell.toPrecision(4)));
  return text.replaceAll("-", "\u2212");
}

/** All rows as CSV (RFC 4180, lines ended by LF), numbers in full. */
export function dataCsv({ columns, rows }: ChartData): string {
  return csvLines([columns, ...rows.map((row) => row.map((cell) => cell ?? ""))]);
}
