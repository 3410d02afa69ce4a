import type { Drawing } from "../../../model/recipe.ts";

/**
 * On the dark of the board, each 3:1 against it and at least 32 units of CIELAB from every other, also
 * as protanopes, deuteranopes and tritanopes see them (simulated after Machado et al., 2009).
 */
export const CLASS_COLOURS = [
  ...["#ff8800", "#99ff88", "#eeaaee", "#4466bb", "#ffffee"],
  ...["#cc0022", "#99aa88", "#8822ff", "#885577"],
];

/** Side of a dot, in canvas pixels. */
const DOT = 5;

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
