import type { KeyboardEvent } from "react";

const STEPS: Record<string, [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** In a table of buttons, goes to the next one in the direction of an arrow key. */
export function walk(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = STEPS[event.key];
  const cell = event.currentTarget.closest("td");
  const row = cell?.closest("tr");
  const body = row?.parentElement as HTMLTableSectionElement | null | undefined;
  if (!step || !cell || !row || !body) return;
  event.preventDefault();
  let y = row.sectionRowIndex + step[0];
  let x = cell.cellIndex + step[1];
  while (body.rows[y]) {
    if (x < 1 || x >= row.cells.length) return;
    const next = body.rows[y]?.cells[x]?.querySelector("button");
    if (next) {
      next.focus();
      return;
    }
    y += step[0];
    x += step[1];
  }
}
