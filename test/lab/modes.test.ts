import { describe, expect, it } from "vitest";
import { placesOf } from "../../src/lab/modes.ts";

const at = (...points: [number, number][]) => points.map(([x, y]) => ({ x, y }));

describe("placesOf", () => {
  it("lays a square grid out as it lies, rows from the top", () => {
    const places = placesOf(at([-3, -3], [0, -3], [-3, 0], [0, 0]));
    expect(places).toEqual([
      { column: 1, row: 2 },
      { column: 2, row: 2 },
      { column: 1, row: 1 },
      { column: 2, row: 1 },
    ]);
  });

  it("puts what nearly lines up in one column", () => {
    const places = placesOf(at([-2, 2], [-1.9, -2], [2, 1.8]))!;
    expect(places.map(({ column }) => column)).toEqual([1, 1, 2]);
    expect(places.map(({ row }) => row)).toEqual([1, 2, 1]);
  });

  it("takes 6 x 6 modes", () => {
    const modes = Array.from({ length: 36 }, (_, i) => ({ x: i % 6, y: Math.floor(i / 6) }));
    expect(placesOf(modes)).toHaveLength(36);
    expect(placesOf([...modes, { x: 6, y: 0 }])).toBeNull();
  });

  it("gives up where two modes would share a place, and where there is none", () => {
    expect(placesOf(at([0, 0], [0, 0]))).toBeNull();
    expect(placesOf([])).toBeNull();
    expect(placesOf(at([1, 2]))).toEqual([{ column: 1, row: 1 }]);
  });
});
