import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMap } from "../../../src/lab/mapCodes.ts";
import { type Identity, toyRunOf } from "../../../src/lab/runs/made.ts";
import { KEPT_SIZE, miniature } from "../../../src/lab/runs/miniature.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToyModel } from "../../../src/model/recipe.ts";
import { frame, prepared } from "../samples.ts";

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

const identity: Identity = {
  ...{ id: "abcdefghij", name: "", pinned: false, created: 1, changed: 2 },
  ...{ from: null, sweep: null, standing: "done", problem: null },
};

function made(model: ToyModel, logZ: number) {
  const shown = frame(1, 40);
  shown.models.correction!.total.values = Float32Array.of(1, 2, 3, 4);
  shown.models.correction!.logZ = logZ;
  const seen = { drawing: null, painted: null, traces: {}, fits: [], phases: {} };
  const settings = toyDefaults("grid", model);
  const scene = prepared(1);
  return toyRunOf(identity, { ...seen, settings, backend: "CPU (test)", frame: shown, scene });
}

describe("miniature", () => {
  it("keeps the mean of a map of any size, to half a code, and adds its constant", () => {
    const maps = fc.integer({ min: KEPT_SIZE, max: 150 }).chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.float32Array({
          ...{ minLength: size * size, maxLength: size * size },
          ...{ noNaN: true, noDefaultInfinity: true, min: -50, max: 50 },
        }),
      ),
    );
    fc.assert(
      fc.property(maps, ([size, values]) => {
        const small = miniature(values, size, 4, 2);
        expect([small.size, small.extent]).toEqual([KEPT_SIZE, 4]);
        expect(mean(decodeMap(small))).toBeCloseTo(2 + mean(values), 2);
      }),
      { numRuns: 10 },
    );
  });

  it("averages the cells that one covers, where they are", () => {
    const size = 2 * KEPT_SIZE;
    const values = Float32Array.from(
      { length: size * size },
      (_, i) => (i % size) + size * ((i / size) | 0),
    );
    const small = decodeMap(miniature(values, size, 4));
    const at = (row: number, column: number) => values[row * size + column]!;
    const cell = [at(6, 20), at(6, 21), at(7, 20), at(7, 21)];
    expect(small[3 * KEPT_SIZE + 10]).toBeCloseTo(mean(cell), 0);
  });

  it("leaves a coarser map as it is", () => {
    const small = miniature(Float32Array.of(1, 2, 3, 5), 2, 4);
    expect(small.size).toBe(2);
    decodeMap(small).forEach((value, i) => {
      expect(value).toBeCloseTo([1, 2, 3, 5][i]!, 3);
    });
  });
});

describe("toyRunOf", () => {
  it("keeps how far the run is, and its report without curves", () => {
    const { record } = made("correction", 0);
    const { updates } = record.settings;
    expect(record).toMatchObject({
      id: "abcdefghij",
      kind: "toy",
      update: 40,
      updates,
      seconds: 4,
    });
    expect(record.report!.toy).toMatchObject({ nll: 1.5 });
    expect(JSON.stringify(record.report)).not.toContain("curve");
  });

  it("keeps maps of -log p in nats: with log Z where the frame has an energy", () => {
    const values = (model: ToyModel) => decodeMap(made(model, 0.5).details.maps.correction!);
    values("correction").forEach((value, i) => {
      expect(value).toBeCloseTo(1.5 + i, 3);
    });
    values("all").forEach((value, i) => {
      expect(value).toBeCloseTo(1 + i, 3);
    });
  });

  it("keeps a map of the data beside the models'", () => {
    expect(Object.keys(made("correction", 0).details.maps).sort()).toEqual([
      ...["correction", "mixture", "truth"],
    ]);
  });
});
