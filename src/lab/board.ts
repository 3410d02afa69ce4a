import type { Drawing } from "../model/recipe.ts";
import type { ToyActions } from "./actions.ts";
import type { Brush, Tool } from "./brush.ts";
import { countOf, EMPTY, erase, extentOf, fitted, isFull, type Point, spray } from "./drawing.ts";
import { drawingJson, FILE_BYTES, readDrawing } from "./drawingFile.ts";
import { change, redo, type Sketch, undo } from "./sketch.ts";
import { STARTERS } from "./starters.ts";
import type { BoardState, LabStore } from "./store.ts";

/** Where the drawing is kept between two visits: localStorage, where the browser lets a page have it. */
export type Keeping = Pick<Storage, "getItem" | "setItem">;

/** The key it is kept under. */
export const KEPT = "energy-correction-lab/drawing";

/** Steps of the arrow keys from the middle of the board to its edge. */
const STEPS = 60;

const FULL = "The drawing is full: 20,000 points are the most; erase some to draw on.";

/** What a link to drawn data is answered with where there is no drawing. */
export const NOT_IN_LINK =
  "The link has no drawing in it: ask for one by Copy link, load its file, or draw your own.";

/** What is said where another drawing stands in the place of the reader's. */
const lent = (whose: "link" | "run") =>
  `This is the ${whose}'s drawing. Edit drawing and Undo bring yours back; it is kept until you change this one.`;

/** What the reader can do on the drawing board. */
export function boardActions(store: LabStore, keeping: Keeping, toy: Pick<ToyActions, "take">) {
  const state = () => store.getState().board;
  const patch = (part: Partial<BoardState>) =>
    store.setState(({ board }) => ({ board: { ...board, ...part } }));
  const seed = () => store.getState().place.toy.seed;

  /** Shows another drawing and keeps it; what there was to say before is over. */
  function show(sketch: Sketch, notice: string | null = null): void {
    patch({ sketch, stroke: null, problem: null, notice });
    try {
      const { drawing } = sketch;
      keeping.setItem(KEPT, countOf(drawing) > 0 ? drawingJson(drawing) : "");
    } catch {
      const sentence = "This browser does not keep the drawing for your next visit: save it.";
      patch({ notice: [notice, sentence].filter(Boolean).join(" ") });
    }
  }

  /** Takes over a whole drawing, as one change. */
  function replace(drawing: Drawing, name: string): void {
    const { drawing: fitting, change: done } = fitted(drawing);
    show(change(state().sketch, fitting), done && `${name}: ${done}`);
  }

  /** What the tool makes of a drawing along a way. */
  function worked(drawing: Drawing, way: readonly [Point, Point], extent: number): Drawing {
    const { tool, brush } = state();
    if (tool === "eraser") return erase(drawing, way, brush.size);
    return spray(drawing, way, brush, { extent, seed: seed() });
  }

  function press(at: Point): void {
    const { drawing } = state().sketch;
    const extent = extentOf(drawing);
    patch({ cursor: at, stroke: { at, extent, drawing: worked(drawing, [at, at], extent) } });
  }

  function release(): void {
    const { stroke, sketch } = state();
    if (!stroke) return;
    const full = isFull(stroke.drawing) && state().tool === "brush";
    show(change(sketch, stroke.drawing), full ? FULL : null);
  }

  /** Takes up the drawing of the last visit. */
  function remember(): void {
    let text: string | null = null;
    try {
      text = keeping.getItem(KEPT);
    } catch {
      // It is told where something is to be kept.
    }
    if (!text) return;
    try {
      const drawing = readDrawing("kept drawing", text);
      patch({ sketch: { ...state().sketch, drawing } });
    } catch (error) {
      patch({ notice: `The drawing of your last visit is lost: ${(error as Error).message}` });
    }
  }
  remember();

  return {
    /** Takes over a link's or a run's drawing, as one change; the reader's own stays the one that is kept. */
    receive(drawing: Drawing, whose: "link" | "run" = "link"): void {
      const { sketch } = state();
      const own = countOf(sketch.drawing) > 0 ? lent(whose) : null;
      patch({ sketch: change(sketch, drawing), stroke: null, problem: null, notice: own });
    },
    edit: () => patch({ open: true }),
    /** Takes the drawing for the run's data. */
    done: () => toy.take(),
    setTool: (tool: Tool) => patch({ tool }),
    setBrush: (part: Partial<Brush>) => patch({ brush: { ...state().brush, ...part } }),
    point: (cursor: Point | null) => patch({ cursor }),
    press,
    /** Goes on with the stroke, if there is one; a way too short for a point is gone with the next. */
    drag(to: Point): void {
      const { stroke, tool } = state();
      if (!stroke) return;
      const { at, extent } = stroke;
      const drawing = worked(stroke.drawing, [at, to], extent);
      const gone = tool === "eraser" || drawing !== stroke.drawing;
      patch({ cursor: to, stroke: { at: gone ? to : at, extent, drawing } });
    },
    release,
    /** Moves the cursor by steps of the board, from its middle where it is not on it yet. */
    steer([across, up]: Point, steps: number): void {
      const { cursor, sketch } = state();
      const extent = extentOf(sketch.drawing);
      const [x, y] = cursor ?? [0, 0];
      const moved = (from: number, way: number) =>
        Math.min(extent, Math.max(-extent, from + (way * steps * extent) / STEPS));
      patch({ cursor: [moved(x, across), moved(y, up)] });
    },
    /** The tool used once, where the cursor is. */
    dab(): void {
      press(state().cursor ?? [0, 0]);
      release();
    },
    undo: () => show(undo(state().sketch)),
    redo: () => show(redo(state().sketch)),
    clear: () => show(change(state().sketch, EMPTY)),
    start(name: string): void {
      replace(STARTERS[name]!(seed()), name);
    },
    /** Begins with points of the data on the maps. */
    startFromData(): void {
      const sample = store.getState().toy.scene?.sample;
      if (sample) replace(sample, "the data");
    },
    /** Reads a drawing from a file; a file that is none changes nothing. */
    async load(file: File): Promise<void> {
      try {
        if (file.size > FILE_BYTES) {
          const [most, found] = [FILE_BYTES, file.size].map((bytes) => `${bytes / 1e6} MB`);
          throw new Error(`${file.name}: expected at most ${most}, found ${found}`);
        }
        replace(readDrawing(file.name, await file.text()), file.name);
      } catch (error) {
        patch({ problem: (error as Error).message });
      }
    },
    dismiss: () => patch({ notice: null }),
    dismissProblem: () => patch({ problem: null }),
  };
}
