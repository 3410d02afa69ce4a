import { interpolateLab, piecewise, rgb } from "d3";
import type { EnergyMap } from "../../../workers/protocol/maps.ts";

/** 256 colours as canvas pixels, from the low end of a domain to the high end. */
type ColourTable = Uint32Array;

function tableOf(interpolate: (t: number) => string): ColourTable {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    const { r, g, b } = rgb(interpolate(i / 255));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/** Even steps of lightness in CIELAB, dark where data is: told apart in grey, too. */
const SEQUENTIAL = piecewise(interpolateLab, [
  "#0d1f45",
  "#1d5180",
  "#358a9b",
  "#92c4bb",
  "#eef0e6",
]);
/** Blue lowers the energy, orange raises it, paper-white leaves it. */
const DIVERGING = piecewise(interpolateLab, [
  "#1b4f87",
  "#86aed0",
  "#f5f3ee",
  "#e2a87f",
  "#a04a12",
]);

/** The colours of a map: sequential, or diverging about 0. */
export const coloursOf = ({ diverging }: Pick<EnergyMap, "diverging">) =>
  diverging ? DIVERGING : SEQUENTIAL;

const TABLES = { sequential: tableOf(SEQUENTIAL), diverging: tableOf(DIVERGING) };

/** Paints an energy [size, size], row-major from the bottom left, one pixel a cell. */
export function paintMap(canvas: HTMLCanvasElement, map: EnergyMap, size: number): void {
  const [low, high] = map.domain;
  if (canvas.width !== size) canvas.width = canvas.height = size;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  const table = map.diverging ? TABLES.diverging : TABLES.sequential;
  const scale = 255 / (high - low || 1);
  for (let row = 0; row < size; row++) {
    const from = (size - 1 - row) * size;
    for (let column = 0; column < size; column++) {
      const level = (map.values[from + column]! - low) * scale;
      pixels[row * size + column] = table[level > 0 ? Math.min(255, level | 0) : 0]!;
    }
  }
  context.putImageData(image, 0, 0);
}

export interface Dots {
  points: Float32Array;
  colour: string;
  /** Side of a dot, in canvas pixels. */
  side: number;
  /** A rim about each dot. */
  edge?: string;
}

/** Draws sets of points [n, 2] over a map of [-extent, extent]^2. */
export function paintDots(canvas: HTMLCanvasElement, extent: number, sets: Dots[]): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width } = canvas;
  context.clearRect(0, 0, width, width);
  const scale = width / (2 * extent);
  const fill = (points: Float32Array, colour: string, side: number) => {
    context.fillStyle = colour;
    for (let i = 0; i + 1 < points.length; i += 2) {
      const x = (points[i]! + extent) * scale;
      const y = (extent - points[i + 1]!) * scale;
      context.fillRect(x - side / 2, y - side / 2, side, side);
    }
  };
  for (const { points, colour, side, edge } of sets) {
    if (edge) fill(points, edge, side + 2);
    fill(points, colour, side);
  }
}

/** Ways of chains over a map, one a colour at each end. */
export interface Trails {
  /** [chains, times, 2]; a way is drawn from the first time to `until`. */
  states: Float32Array;
  times: number;
  until: number;
  /** Of each chain: where it started, and where it is. */
  from: string[];
  to: string[];
}

/** Draws chains' ways over what is on a map of [-extent, extent]^2: a ring at the start, a dot at the end. */
export function paintTrails(canvas: HTMLCanvasElement, extent: number, trails: Trails): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { states, times, until, from, to } = trails;
  const scale = canvas.width / (2 * extent);
  const at = (chain: number, time: number): [number, number] => {
    const i = 2 * (chain * times + time);
    return [(states[i]! + extent) * scale, (extent - states[i + 1]!) * scale];
  };
  from.forEach((colour, chain) => {
    context.beginPath();
    context.moveTo(...at(chain, 0));
    for (let t = 1; t <= until; t++) context.lineTo(...at(chain, t));
    context.globalAlpha = 0.4;
    context.lineWidth = 1.5;
    context.strokeStyle = colour;
    context.stroke();
  });
  context.globalAlpha = 1;
  context.lineWidth = 2;
  from.forEach((colour, chain) => {
    mark(context, at(chain, 0), 4);
    context.strokeStyle = colour;
    context.stroke();
  });
  to.forEach((colour, chain) => {
    mark(context, at(chain, until), 5.5);
    context.fillStyle = colour;
    context.strokeStyle = "#fff";
    context.fill();
    context.stroke();
  });
}

/** A circle for a context's next stroke or fill. */
function mark(context: CanvasRenderingContext2D, [x, y]: [number, number], radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
}
