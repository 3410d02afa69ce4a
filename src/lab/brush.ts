import { type NumberField, number } from "./fields.ts";

export const TOOLS = { brush: "Brush", eraser: "Eraser" } as const;
export type Tool = keyof typeof TOOLS;

export const SPREADS = { gaussian: "Gaussian", uniform: "even" } as const;
export type Spread = keyof typeof SPREADS;

/** What a stroke leaves. */
export interface Brush {
  /** Radius in units of the data: of the eraser, of an even spray, and twice a Gaussian's sd. */
  size: number;
  /** Points a unit of area. */
  density: number;
  spread: Spread;
  /** The class of its points, 0 to 8. */
  label: number;
}

export const CLASSES = 9;

export const FIRST_BRUSH: Brush = { size: 0.4, density: 80, spread: "gaussian", label: 0 };

/** The brush's dials; they stay out of the address, as the drawing does. */
export const BRUSH_FIELDS: readonly NumberField[] = [
  {
    ...number(
      ["Data", "brushSize", "Brush size"],
      [0.05, 2],
      "Radius of brush and eraser; lower it for fine lines, raise it to fill places at once.",
      { unit: "units of the data" },
    ),
    key: "size",
  },
  {
    ...number(
      ["Data", "brushDensity", "Density"],
      [5, 500],
      "Points that a stroke leaves; lower it where the drawing fills up too soon.",
      { kind: "integer", unit: "points a unit of area" },
    ),
    key: "density",
  },
];
