import { dsvFormat } from "d3";
import { elementCount, type Found } from "../arrays.ts";
import type { Turn } from "./formats.ts";
import { type Column, joinColumns } from "./table.ts";

/**
 * Reads a .csv or .tsv file, in UTF-8, with a header or without, separated by semicolons, tabs,
 * bars, commas or spaces (the first of these in its first line). Its columns are joined as
 * `joinColumns` says; without a header they are one array, [rows, columns] or [rows].
 *
 * Numbers are what Python and R write: "0.5", "1e-3", "nan", "inf".
 *
 * @throws if the file is empty or a row has more or fewer cells than the first
 */
export async function readCsv(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  turn: Turn,
): Promise<Found[]> {
  let format = dsvFormat(",");
  let header: string[] | null = null;
  let width = 0;
  const rows: Float64Array[] = [];
  const defects: (string | null)[] = [];
  let skip = 0;

  for (const piece of pieces(bytes)) {
    await turn();
    let text = piece;
    if (width === 0) {
      // numpy.savetxt marks its header so.
      text = text.replace(/^#\s*/, "");
      format = dsvFormat(delimiterOf(text));
      const [first = [], second] = format.parseRows(text.split("\n", 2).join("\n"));
      width = first.length;
      if (isHeader(first, second)) header = first.map((name) => name.trim());
      skip = header ? 1 : 0;
      defects.push(...first.map(() => null));
    }
    format.parseRows(text, (cells) => {
      if (skip > 0 || (cells.length === 1 && cells[0].trim() === "")) {
        skip = Math.max(0, skip - 1);
        return null;
      }
      if (cells.length !== width) {
        throw new Error(
          `${file}: row ${rows.length + 1} has ${cells.length} cells, expected ${width} as in ` +
            "the first line; export the table again",
        );
      }
      const row = new Float64Array(width);
      for (let c = 0; c < width; c++) {
        const value = numberOf(cells[c]);
        if (value === null) defects[c] ??= `row ${rows.length + 1} is ${quote(cells[c])}`;
        else row[c] = value;
      }
      rows.push(row);
      return null;
    });
  }
  elementCount(file, [rows.length, Math.max(width, 1)], "text");
  const columns = defects.map((defect, c): Column => {
    const at = (row: number) => rows[row][c];
    const floating = rows.some((row) => !Number.isInteger(row[c]));
    const name = header?.[c] ?? (width > 1 ? `${c + 1}` : "");
    return { name, dtype: "text", floating, at, defect };
  });
  return joinColumns(file, rows.length, columns);
}

const PIECE = 2 ** 22;

/** The text in pieces of about 4 MiB that end where a line ends, since one string may be too long. */
function* pieces(bytes: Uint8Array<ArrayBuffer>): Generator<string> {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(0x0a, Math.min(from + PIECE, bytes.length));
    const to = end < 0 ? bytes.length : end + 1;
    yield new TextDecoder().decode(bytes.subarray(from, to));
    from = to;
  }
}

/** Commas come after semicolons, for they may be decimal commas. */
function delimiterOf(text: string): string {
  const [line] = text.split("\n", 1);
  return [";", "\t", "|", ",", " "].find((delimiter) => line.trim().includes(delimiter)) ?? ",";
}

/** Whether a table's first line names its columns; pandas's default names are 0, 1, 2, ... */
function isHeader(first: readonly string[], second: readonly string[] = []): boolean {
  if (first.some((cell) => cell.trim() !== "" && numberOf(cell) === null)) return true;
  const start = first[0]?.trim() === "" ? 1 : 0;
  const counts = first.slice(start).every((cell, i) => cell.trim() === `${i}`);
  const decimal = second.slice(start).some((cell) => /[.e]/i.test(cell));
  return counts && first.length > 1 && (start === 1 || decimal);
}

/** The number that a cell is; null if it is none. */
function numberOf(cell: string): number | null {
  const text = cell.trim();
  const value = Number(text);
  // Number() also takes nothing, "0x10", "0b1" and "0o7".
  const prefixed = text.charCodeAt(0) === 48 && /^0[xbo]/i.test(text);
  if (text !== "" && !Number.isNaN(value) && !prefixed) return value;
  const [, sign, word] = /^([+-]?)(nan|inf)$/i.exec(text) ?? [];
  if (!word) return null;
  if (word.toLowerCase() === "nan") return Number.NaN;
  return sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function quote(cell: string): string {
  return cell.trim() === "" ? "empty" : JSON.stringify(cell.slice(0, 20));
}
