import { parquetMetadata, parquetScan, parquetSchema, type SchemaTree } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { elementCount, type Found } from "../arrays.ts";
import type { Turn } from "./formats.ts";
import { type Column, joinColumns } from "./table.ts";

/**
 * Reads a .parquet file with hyparquet. Columns of numbers are joined as `joinColumns` says; a
 * column of lists of one length counts as that many columns.
 *
 * @throws if it is no parquet file, or is damaged
 */
export async function readParquet(
  file: string,
  { buffer }: Uint8Array<ArrayBuffer>,
  turn: Turn,
): Promise<Found[]> {
  const metadata = parquetMetadata(buffer);
  const rows = Number(metadata.num_rows);
  elementCount(file, [rows, metadata.schema.length - 1], "parquet");
  const scan = await parquetScan({ file: buffer, metadata, compressors });
  const columns: Column[] = [];
  for (const tree of parquetSchema(metadata).children) {
    const values = new Values(tree, rows);
    // One after the other: where several are under way, one that fails leaves others unheard.
    for (const { rowStart, rowEnd } of scan.ranges) {
      await turn();
      const data = await scan.readColumn({ column: tree.element.name, rowStart, rowEnd });
      for (let i = 0; i < data.length; i++) values.set(rowStart + i, data[i]);
    }
    columns.push(...values.columns());
  }
  return joinColumns(file, rows, columns);
}

/** Element types by the format's physical types. */
const DTYPES: Record<string, string> = {
  FLOAT: "float32",
  DOUBLE: "float64",
  INT32: "int32",
  INT64: "int64",
  FIXED_LEN_BYTE_ARRAY: "float16",
};

/** The values of one column: a number a row, or a list. */
class Values {
  private readonly name: string;
  private readonly dtype: string;
  private readonly floating: boolean;
  private readonly lists: boolean;
  private defect: string | null = null;
  /** Numbers a row; 0 before the first. */
  private width = 0;
  private filled = 0;
  private numbers: Float32Array | Float64Array = new Float32Array();

  constructor(
    tree: SchemaTree,
    private readonly rows: number,
  ) {
    let leaf = tree;
    while (leaf.children.length > 0) leaf = leaf.children[0];
    const { type = "", converted_type } = leaf.element;
    this.name = tree.element.name;
    this.lists = leaf !== tree;
    this.dtype = DTYPES[type] ?? type.toLowerCase();
    this.floating = !type.startsWith("INT") || converted_type === "DECIMAL";
  }

  set(row: number, value: unknown): void {
    const items: unknown = this.lists ? value : [value];
    if (!Array.isArray(items) || items.length === 0) {
      this.defect ??= `row ${row + 1} is ${describe(value)}`;
      return;
    }
    if (this.width === 0) {
      this.width = items.length;
      const count = elementCount(this.name, [this.rows, this.width], this.dtype);
      this.numbers = new (this.dtype === "float32" ? Float32Array : Float64Array)(count);
    }
    if (items.length !== this.width) {
      this.defect ??= `row ${row + 1} is a list of ${items.length}, others of ${this.width}`;
      return;
    }
    this.filled++;
    items.forEach((item: unknown, i) => {
      if (typeof item === "number" || typeof item === "bigint") {
        this.numbers[row * this.width + i] = Number(item);
      } else this.defect ??= `row ${row + 1} is ${describe(item)}`;
    });
  }

  columns(): Column[] {
    const { name, dtype, floating, lists, width, numbers } = this;
    const lost = this.filled === this.rows ? null : `row ${this.filled + 1} is missing`;
    const defect = this.defect ?? lost;
    return Array.from({ length: Math.max(width, 1) }, (_, i) => ({
      name: lists ? `${name}.${i}` : name,
      dtype,
      floating,
      defect,
      at: (row: number) => numbers[row * width + i],
    }));
  }
}

function describe(value: unknown): string {
  return value === null || value === undefined
    ? "empty"
    : String(JSON.stringify(value)).slice(0, 20);
}
