import type { Drawing } from "../../../model/recipe.ts";

/** Okabe and Ito's colours, which colour-blind people tell apart, on the dark of the board. */
export const CLASS_COLOURS = [
  ...["#56b4e9", "#e69f00", "#f5f5f5", "#009e73", "#f0e442"],
  ...["#3b8fd4", "#e8702a", "#cc79a7", "#9aa2a8"],
];

/** Side of a dot, in canvas pixels. */
const DOT = 4;

/** Draws the points of a drawing from number `first` on; all anew, on an empty board, from 0. */
export function paintDrawing(
  canvas: HTMLCanvasElement,
  { points, labels }: Drawing,
  extent: number,
  first: number,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width } = canvas;
  if (first === 0) context.clearRect(0, 0, width, width);
  const scale = width / (2 * extent);
  CLASS_COLOURS.forEach((colour, label) => {
    context.fillStyle = colour;
    for (let i = first; i < labels.length; i++) {
      if (labels[i] !== label) continue;
      const x = (points[2 * i]! + extent) * scale;
      const y = (extent - points[2 * i + 1]!) * scale;
      context.fillRect(x - DOT / 2, y - DOT / 2, DOT, DOT);
    }
  });
}
