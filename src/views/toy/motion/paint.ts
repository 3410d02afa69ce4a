import type { ToyDissection } from "../../../../workers/protocol/motion.ts";
import { type Moment, tracedStep } from "../../../lab/motion.ts";
import { arrowPath } from "../../maps/arrow.ts";
import { paintDots } from "../../maps/paint.ts";

/** The parts of a step as they are drawn: in their energy's accent, and told apart by their dashes. */
export const STEP_STROKES = {
  reference: { colour: "#0071b0", edge: "#fff", dash: [], width: 3.5 },
  network: { colour: "#b54d00", edge: "#fff", dash: [10, 8], width: 3.5 },
  noise: { colour: "#d3dade", edge: null, dash: [1, 8], width: 3 },
  sum: { colour: "#007b59", edge: "#fff", dash: [], width: 5 },
} as const;
export type StepStroke = keyof typeof STEP_STROKES;

/** Points of the batch, and particles, on any map. */
export const BATCH = { name: "the batch", colour: "#ffe14d", side: 6, edge: "#0d1f45" };
export const PARTICLES = { name: "particles of the update", colour: "#ff6a2b", side: 5 };

/** The arrows of a map. */
export interface MapArrows {
  parts: readonly StepStroke[];
  /** How much longer than they are they are drawn. */
  scale: number;
}

export interface View {
  extent: number;
  /** Null where only the batch is drawn. */
  arrows: MapArrows | null;
  /** Which of the traced chains is marked. */
  chain: number;
  /** How far the particles have come from the kept time before to the moment's, 0..1. */
  share: number;
  /** The kept time that they come from. */
  from: number;
}

/** Draws a moment of an update over a map of [-extent, extent]^2. */
export function paintMoment(
  canvas: HTMLCanvasElement,
  dissection: ToyDissection,
  moment: Moment,
  view: View,
): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { extent, arrows } = view;
  const lit = moment.batch || !arrows;
  const particles = arrows && moment.time !== null ? between(dissection, moment.time, view) : null;
  paintDots(canvas, extent, [
    ...(lit ? [{ points: dissection.batch, ...BATCH }] : []),
    ...(particles ? [{ points: particles, ...PARTICLES }] : []),
  ]);
  if (!arrows || moment.time === null || moment.changed) return;
  const scale = canvas.width / (2 * extent);
  const at = (x: number, y: number) => [(x + extent) * scale, (extent - y) * scale] as const;
  const { states } = dissection.traced;
  const times = dissection.recipe.steps + 1;
  context.lineCap = "round";
  context.lineJoin = "round";
  dissection.traced.chains.forEach((_, chain) => {
    context.beginPath();
    for (let t = 0; t <= moment.step; t++) {
      const i = 2 * (chain * times + t);
      context.lineTo(...at(states[i]!, states[i + 1]!));
    }
    context.setLineDash([]);
    stroke(context, "rgb(255 255 255 / 45%)", 1.5);
    const place = 2 * (chain * times + Math.max(0, moment.step - (moment.moved ? 1 : 0)));
    const [x, y] = at(states[place]!, states[place + 1]!);
    context.beginPath();
    context.arc(x, y, chain === view.chain ? 9 : 5, 0, 2 * Math.PI);
    stroke(context, "#fff", 6);
    stroke(context, "#000", 2);
    if (!moment.moved) return;
    context.save();
    context.translate(x, y);
    paintStep(context, dissection, chain, moment.step, arrows, scale);
    context.restore();
  });
}

/** A step's parts tip to tail, and their sum, from where it begins. */
function paintStep(
  context: CanvasRenderingContext2D,
  dissection: ToyDissection,
  chain: number,
  step: number,
  { parts, scale }: MapArrows,
  pixels: number,
): void {
  const moved = tracedStep(dissection, chain, step);
  for (const part of parts) {
    const [dx, dy] = moved[part];
    const [x, y] = [dx * scale * pixels, -dy * scale * pixels];
    const { colour, edge, dash, width } = STEP_STROKES[part];
    const path = new Path2D(arrowPath(x, y, 3 * width));
    context.setLineDash([...dash]);
    if (edge) stroke(context, edge, width + 3, path);
    stroke(context, colour, width, path);
    if (part !== "sum") context.translate(x, y);
  }
}

function stroke(context: CanvasRenderingContext2D, colour: string, width: number, path?: Path2D) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  if (path) context.stroke(path);
  else context.stroke();
}

/** The particles on their way between two kept times, [batch, 2]. */
function between({ states, batch }: ToyDissection, time: number, { share, from }: View) {
  const at = (t: number) => states.subarray(t * batch.length, (t + 1) * batch.length);
  const to = at(time);
  if (share >= 1) return to;
  const start = at(from);
  return to.map((value, i) => start[i]! + share * (value - start[i]!));
}
