import type { Workspace } from "./memory.ts";

/** An array of rows in memory, `pitch` floats apart. */
export interface Rows {
  start: number;
  pitch: number;
}

/** Sets memory for an array of rows aside; what was there before stays in it. */
export function rowsOf(workspace: Workspace, rows: number, pitch: number): Rows {
  return { start: workspace.bytes(4 * rows * pitch), pitch };
}

/** Byte offset of a row. */
export const rowAt = ({ start, pitch }: Rows, row: number): number => start + 4 * row * pitch;
