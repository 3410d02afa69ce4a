import fc from "fast-check";
import { expect, it } from "vitest";
import { BLANK, change, redo, type Sketch, undo } from "../../src/lab/sketch.ts";
import type { Drawing } from "../../src/model/recipe.ts";
import { anyDrawing } from "./drawings.ts";

const made = (drawings: Drawing[]) => drawings.reduce(change, BLANK);
const times = (count: number, step: (sketch: Sketch) => Sketch, sketch: Sketch) =>
  Array.from({ length: count }).reduce<Sketch>((result) => step(result), sketch);

it("undo restores exactly, redo makes again, as often as there were changes", () => {
  fc.assert(
    fc.property(fc.array(anyDrawing(5), { maxLength: 50 }), fc.nat(60), (drawings, back) => {
      const sketch = made(drawings);
      const steps = Math.min(back, drawings.length);
      const before = times(back, undo, sketch);
      expect(before.drawing).toBe([BLANK.drawing, ...drawings][drawings.length - steps]);
      expect(times(back, redo, before)).toEqual(sketch);
    }),
  );
});

it("a change after an undo leaves nothing to redo", () => {
  const drawings = fc.sample(anyDrawing(5), { numRuns: 3, seed: 1 });
  const sketch = change(undo(made(drawings.slice(0, 2))), drawings[2]!);
  expect(redo(sketch)).toEqual(sketch);
  expect(undo(sketch).drawing).toBe(drawings[0]);
});

it("the same drawing is no change, and the oldest changes are forgotten", () => {
  const drawings = fc.sample(anyDrawing(5), { numRuns: 70, seed: 2 });
  const sketch = made(drawings);
  expect(change(sketch, drawings[69]!)).toBe(sketch);
  expect(sketch.past).toHaveLength(50);
  expect(times(99, undo, sketch).drawing).toBe(drawings[19]);
});
