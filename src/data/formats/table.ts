import { elementCount, type Found, toInt32 } from "../arrays.ts";

/** A column of a table. */
export interface Column {
  name: string;
  dtype: string;
  floating: boolean;
  /** The number in a row, from 0. */
  at(row: number): number;
  /** What its first value that is no number is, and where, if there is one. */
  defect: string | null;
}

/** Names that pandas gives the column of its row numbers. */
const ROW_NUMBERS = /^(|unnamed: 0|index|__index_level_0__)$/i;

/**
 * Joins the columns of a table to arrays. Columns of one name and a number, such as f0 to f511 or
 * logit_0 to logit_9, become an array [rows, columns] of that name, in the numbers' order; any other
 * column is an array [rows] of its own. The row numbers that pandas writes are left out.
 */
export function joinColumns(file: string, rows: number, columns: readonly Column[]): Found[] {
  const groups = new Map<string, { column: Column; number: number }[]>();
  for (const column of columns) {
    if (columns.length > 1 && ROW_NUMBERS.test(column.name)) continue;
    const [, name, digits] = /^(.*?)[\s_.[-]*(\d{1,9})\]?$/.exec(column.name) ?? [];
    const key = name ?? column.name;
    const member = { column, number: Number(digits ?? 0) };
    groups.set(key, groups.get(key) ?? []);
    groups.get(key)!.push(member);
  }
  return [...groups].map(([key, members]) => {
    members.sort((a, b) => a.number - b.number);
    const name = members.length === 1 ? members[0].column.name : key;
    try {
      return { name, array: join(name ? `${file}, ${name}` : file, rows, members) };
    } catch (error) {
      return { name, problem: (error as Error).message };
    }
  });
}

function join(subject: string, rows: number, members: { column: Column; number: number }[]) {
  const gap = members.findIndex(({ number }, i) => number !== members[0].number + i);
  if (gap > 0) {
    throw new Error(
      `${subject}: column ${members[gap].column.name} comes after ` +
        `${members[gap - 1].column.name}, expected numbers without gaps or repetitions; ` +
        "export the whole table",
    );
  }
  const columns = members.map(({ column }) => column);
  const bad = columns.find(({ defect }) => defect !== null);
  if (bad) {
    throw new Error(
      `${subject}: column ${bad.name}, ${bad.defect}, expected a number; ` +
        "remove the row or mend its export",
    );
  }
  const { dtype } = columns[0];
  const shape = columns.length === 1 ? [rows] : [rows, columns.length];
  const floating = columns.length > 1 || columns[0].floating;
  const values = new (floating ? Float32Array : Float64Array)(elementCount(subject, shape, dtype));
  columns.forEach((column, c) => {
    for (let row = 0; row < rows; row++) values[row * columns.length + c] = column.at(row);
  });
  const data = values instanceof Float32Array ? values : toInt32(subject, values);
  return { shape, dtype, data };
}
