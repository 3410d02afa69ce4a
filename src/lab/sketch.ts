import type { Drawing } from "../model/recipe.ts";
import { EMPTY } from "./drawing.ts";

/** Changes that can be taken back; each keeps a drawing, 180 kB at most. */
const STEPS = 50;

/** A drawing, those before it and those taken back, the nearest one last. */
export interface Sketch {
  drawing: Drawing;
  past: readonly Drawing[];
  future: readonly Drawing[];
}

export const BLANK: Sketch = { drawing: EMPTY, past: [], future: [] };

/** The sketch after a change; nothing happens where the drawing is the same one. */
export function change(sketch: Sketch, drawing: Drawing): Sketch {
  if (drawing === sketch.drawing) return sketch;
  return { drawing, past: [...sketch.past, sketch.drawing].slice(-STEPS), future: [] };
}

/** Takes the last change back, if there is one. */
export function undo({ drawing, past, future }: Sketch): Sketch {
  const before = past.at(-1);
  if (!before) return { drawing, past, future };
  return { drawing: before, past: past.slice(0, -1), future: [...future, drawing] };
}

/** Makes the change again that was taken back last, if there is one. */
export function redo({ drawing, past, future }: Sketch): Sketch {
  const after = future.at(-1);
  if (!after) return { drawing, past, future };
  return { drawing: after, past: [...past, drawing], future: future.slice(0, -1) };
}
