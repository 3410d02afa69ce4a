import { DRAWING_POINTS, type Drawing } from "../model/recipe.ts";
import { CLASSES } from "./brush.ts";

const schema = "energy-correction-lab/drawing@1";

/** Bytes of a file that is read; the largest drawing takes less than 2 MB. */
export const FILE_BYTES = 4_000_000;

/** A float32 in the digits that bring it back. */
const short = (value: number) => Number(value.toPrecision(9));

/** A drawing as the text of a .json file; classes are numbered from 1. */
export function drawingJson({ points, labels }: Drawing): string {
  const pairs = Array.from(labels, (_, i) => [short(points[2 * i]!), short(points[2 * i + 1]!)]);
  return JSON.stringify({ schema, points: pairs, classes: Array.from(labels, (l) => l + 1) });
}

/** A drawing as CSV: x, y, class, a line a point. */
export function drawingCsv({ points, labels }: Drawing): string {
  const lines = Array.from(
    labels,
    (label, i) => `${short(points[2 * i]!)},${short(points[2 * i + 1]!)},${label + 1}\n`,
  );
  return `x,y,class\n${lines.join("")}`;
}

/**
 * Reads a drawing that `drawingJson` wrote, or a table of x, y and, if it is there, class.
 *
 * A table's cells are parted by commas, semicolons, tabs or spaces; a header may name the columns, in
 * any order. Classes 1 to 9 stay; other names are numbered in their order.
 *
 * @throws for people, naming the file and the line
 */
export function readDrawing(name: string, text: string): Drawing {
  return /^\s*[{[]/.test(text) ? fromJson(name, text) : fromTable(name, text);
}

/** A point as it was found: its coordinates and the name of its class. */
interface Row {
  x: unknown;
  y: unknown;
  label: string;
  /** Where it stands in the file, for people. */
  at: string;
}

function fromJson(name: string, text: string): Drawing {
  let value: { schema?: unknown; points?: unknown; classes?: unknown };
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: expected JSON, found a fault: ${(error as Error).message}`);
  }
  const { points, classes } = value;
  if (value.schema !== schema) {
    throw new Error(
      `${name}: expected the schema "${schema}", found ${JSON.stringify(value.schema)}`,
    );
  }
  if (!Array.isArray(points) || !Array.isArray(classes) || points.length !== classes.length) {
    const found = [points, classes].map((list) => (Array.isArray(list) ? list.length : "none"));
    throw new Error(
      `${name}: expected as many classes as points, found ${found[0]} points and ${found[1]} classes`,
    );
  }
  const rows = points.map((pair: unknown, i): Row => {
    const [x, y] = Array.isArray(pair) ? pair : [];
    return { x, y, label: String(classes[i]), at: `point ${i + 1}` };
  });
  return drawingOf(name, rows);
}

/** What parts a table's cells. */
const BETWEEN = ["\t", ";", ","];

function fromTable(name: string, text: string): Drawing {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const first = lines.find(Boolean) ?? "";
  const between = BETWEEN.find((mark) => first.includes(mark)) ?? /\s+/;
  const cellsOf = (line: string) => line.split(between).map(unquoted);
  const head = cellsOf(first);
  const column = (key: string, position: number) => {
    const named = head.findIndex((cell) => cell.toLowerCase() === key);
    return named >= 0 ? named : position;
  };
  const [x, y, label] = [column("x", 0), column("y", 1), column("class", 2)];
  const rows: Row[] = [];
  let skip = [x, y].every((i) => Number.isNaN(Number(head[i])));
  lines.forEach((line, i) => {
    if (!line) return;
    if (skip) {
      skip = false;
      return;
    }
    const cells = cellsOf(line);
    rows.push({
      ...{ x: numberOf(cells[x]), y: numberOf(cells[y]) },
      ...{ label: cells[label] ?? "", at: `line ${i + 1}` },
    });
  });
  return drawingOf(name, rows);
}

const unquoted = (cell: string) => cell.trim().replaceAll('"', "");

/** A cell's number, or the cell where it is none. */
function numberOf(cell: string | undefined): number | string | undefined {
  const value = cell ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : cell;
}

/** @throws if a coordinate is no number, or points or classes are too many or none */
function drawingOf(name: string, rows: readonly Row[]): Drawing {
  const expected = (what: string, found: number) =>
    new Error(`${name}: expected ${what}, found ${found.toLocaleString("en")}`);
  if (rows.length === 0) throw expected("at least 1 point", 0);
  if (rows.length > DRAWING_POINTS) {
    throw expected(`at most ${DRAWING_POINTS.toLocaleString("en")} points`, rows.length);
  }
  const names = [...new Set(rows.map(({ label }) => label))];
  if (names.length > CLASSES) throw expected(`at most ${CLASSES} classes`, names.length);
  const classes = numbered(names);
  const points = new Float32Array(2 * rows.length);
  const labels = new Uint8Array(rows.length);
  rows.forEach(({ x, y, label, at }, i) => {
    points[2 * i] = coordinate(x, at);
    points[2 * i + 1] = coordinate(y, at);
    labels[i] = classes.get(label)!;
  });
  return { points, labels };

  function coordinate(value: unknown, at: string): number {
    // Beyond float32 there is no place on a board either.
    if (typeof value === "number" && Number.isFinite(Math.fround(value))) return value;
    const found = value === undefined || value === "" ? "nothing" : JSON.stringify(value);
    throw new Error(`${name}: expected a number for each coordinate, found ${found} at ${at}`);
  }
}

/** The labels of classes by their names. */
function numbered(names: readonly string[]): Map<string, number> {
  const own = names.map((name) => Number(name) - 1);
  const kept = own.every((label) => Number.isInteger(label) && label >= 0 && label < CLASSES);
  if (kept) return new Map(names.map((name, i) => [name, own[i]!]));
  const order = names.toSorted((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return new Map(order.map((name, label) => [name, label]));
}
