import { describe, expect, it } from "vitest";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { DRAWING_POINTS, type Drawing, TOY_DATA } from "../../../src/model/recipe.ts";
import { toyMaterial } from "../../../workers/toy/material.ts";
import { DRAWING } from "../../data/shapes.ts";

const of = (points: number[], labels: number[]): Drawing => ({
  points: Float32Array.from(points),
  labels: Uint8Array.from(labels),
});
const many = Array.from({ length: 2 * DRAWING_POINTS }, (_, i) => 3 * Math.sin(i * i));
const material = (drawing: Drawing | null) =>
  toyMaterial(toyDefaults("drawn", "correction"), drawing);

describe("toyMaterial", () => {
  it.each(TOY_DATA)("fits a mixture to %s, and fills its OOD sets", (data) => {
    const { mixture, ood, density } = toyMaterial(toyDefaults(data, "correction"), DRAWING);
    expect(mixture.classes).toBe(density.classes);
    for (const group of ["near", "mid", "far"] as const) expect(ood[group].length).toBe(3000);
  });

  it.each([
    ["one point", of([1, 2], [4]), 1],
    [
      "the same point many times",
      of(
        Array.from({ length: 400 }, () => 2),
        Array(200).fill(0),
      ),
      1,
    ],
    [
      "points on a line",
      of(
        Array.from({ length: 400 }, (_, i) => (i % 2 ? 1 : i / 100)),
        Array(200).fill(0),
      ),
      1,
    ],
    ["a class of one point", of([0, 0, 1, 1, 0, 1, -2, -2], [0, 0, 0, 8]), 2],
    [
      "20,000 points, and classes of them that are in no training set",
      of(many, [...Array(DRAWING_POINTS - 3).fill(3), 0, 5, 8]),
      null,
    ],
  ])("comes through a drawing of %s", (_, drawing, classes) => {
    const { mixture, labels, ood } = material(drawing);
    if (classes) expect(mixture.classes).toBe(classes);
    expect(Math.max(...labels)).toBe(mixture.classes - 1);
    for (const values of [mixture.weights, mixture.means, mixture.cholesky, mixture.whitening]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
    for (const group of ["near", "mid", "far"] as const) {
      expect(ood[group].length).toBeGreaterThan(0);
      expect(ood[group].every(Number.isFinite)).toBe(true);
    }
  });

  it("says that there is no drawing, or nothing in it", () => {
    expect(() => material(null)).toThrow("drawing: expected at least 1 point, found 0");
    expect(() => material(of([], []))).toThrow("drawing: expected at least 1 point, found 0");
  });
});
