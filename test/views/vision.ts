import { type LabColor, lab, rgb } from "d3";

type Matrix = readonly [number[], number[], number[]];

/**
 * Full dichromacy on linear sRGB, rows red, green, blue: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes,
 * "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (6), 2009, table 1 at
 * severity 1.0.
 */
const DICHROMATS: Record<string, Matrix> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** All ways of seeing that are checked. */
export const VISIONS = ["trichromacy", ...Object.keys(DICHROMATS)];

const linear = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const coded = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Linear red, green and blue of a CSS colour, 0..1. */
function linearOf(colour: string): number[] {
  const { r, g, b } = rgb(colour);
  return [r, g, b].map((v) => linear(v / 255));
}

/** A CSS colour in CIELAB, as it is seen. */
export function seen(colour: string, vision: string): LabColor {
  const light = linearOf(colour);
  const matrix = DICHROMATS[vision];
  const mixed = matrix
    ? matrix.map((row) => row.reduce((sum, part, i) => sum + part * light[i]!, 0))
    : light;
  const [r, g, b] = mixed.map((v) => 255 * coded(Math.min(1, Math.max(0, v))));
  return lab(rgb(r!, g!, b!));
}

/** How far two colours are apart as they are seen, in units of CIELAB (CIE 1976). */
export function apart(one: string, other: string, vision: string): number {
  const [a, b] = [seen(one, vision), seen(other, vision)];
  return Math.hypot(a.l - b.l, a.a - b.a, a.b - b.b);
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = linearOf(colour);
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}
