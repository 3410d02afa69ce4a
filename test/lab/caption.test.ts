import { describe, expect, it } from "vitest";
import { dataWords } from "../../src/lab/caption.ts";
import { withValue } from "../../src/lab/values.ts";
import { toyDefaults } from "../../src/model/defaults.ts";

describe("the data in words", () => {
  it("is its name in the settings, without dials at their defaults", () => {
    expect(dataWords(toyDefaults("grid", "all"))).toBe("grid");
    expect(dataWords(toyDefaults("drawn", "correction"))).toBe("your own");
  });

  it("has the dials that were turned, and none that turn nothing", () => {
    const grid = withValue(toyDefaults("grid", "all"), "shape.gridSize", 2);
    const wider = withValue(grid, "shape.spacing", 1.5);
    expect(dataWords(wider)).toBe("grid, grid size 2, spacing 1.5");
    expect(dataWords(withValue(grid, "shape.weightRatio", 3))).toBe("grid, grid size 2");
  });
});
