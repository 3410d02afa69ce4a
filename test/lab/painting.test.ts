import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  beginStroke,
  clear,
  dab,
  dabsBetween,
  endStroke,
  isPainted,
  NOTHING_PAINTED,
  PAINTED_LIMIT,
  type Painting,
  type Tool,
  undo,
} from "../../src/lab/painting.ts";
import { OOD_GROUPS } from "../../src/model/recipe.ts";

const WHERE = { extent: 6, seed: 1 };

const holding = (tool: Tool, radius = 0.5): Painting => ({ ...NOTHING_PAINTED, tool, radius });

/** A stroke of one dab. */
const stroke = (painting: Painting, at: [number, number], tool = painting.tool) =>
  endStroke(dab(beginStroke({ ...painting, tool }), at, WHERE));

const countOf = ({ sets }: Painting) => OOD_GROUPS.map((group) => sets[group].length / 2);

describe("a dab", () => {
  it("lies within the brush and the map, in its group alone", () => {
    const coordinate = fc.double({ min: -6, max: 6, noNaN: true });
    const radius = fc.double({ min: 0.1, max: 1.5, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, radius, fc.constantFrom(...OOD_GROUPS), (...dabbed) => {
        const [x, y, radius, group] = dabbed;
        const { sets } = stroke(holding(group, radius), [x, y]);
        const points = sets[group];
        const whole = Math.max(Math.abs(x), Math.abs(y)) + radius <= 6;
        if (whole) expect(points.length).toBeGreaterThanOrEqual(6);
        for (let i = 0; i < points.length; i += 2) {
          const [px, py] = points.subarray(i, i + 2);
          expect(Math.hypot(px! - x, py! - y)).toBeLessThanOrEqual(radius + 0.0072);
          expect(Math.max(Math.abs(px!), Math.abs(py!))).toBeLessThanOrEqual(6);
        }
        for (const other of OOD_GROUPS) {
          if (other !== group) expect(sets[other].length).toBe(0);
        }
      }),
    );
  });

  it("is as dense for a brush of any size, the same by the same seed, and never the one before", () => {
    const [small] = countOf(stroke(holding("near", 0.5), [0, 0]));
    const [large] = countOf(stroke(holding("near", 1.5), [0, 0]));
    expect(large! / small!).toBeCloseTo(9, 1);
    const twice = () => stroke(stroke(holding("near"), [0, 0]), [0, 0]).sets.near;
    expect(twice()).toEqual(twice());
    const half = twice().length / 2;
    expect(twice().slice(0, half)).not.toEqual(twice().slice(half));
  });

  it("stops where its group is full, and says so; the others go on", () => {
    let painting = beginStroke(holding("near", 1.5));
    for (let i = 0; i < 100; i++) painting = dab(painting, [0, 0], WHERE);
    expect(countOf(painting)).toEqual([PAINTED_LIMIT, 0, 0]);
    expect(painting.full).toBe("near");
    const other = stroke(painting, [0, 0], "far");
    expect(other.full).toBeNull();
    expect(countOf(other)[2]).toBeGreaterThan(0);
  });
});

describe("the eraser", () => {
  it("takes the points under it of every group, and leaves the others", () => {
    let painting = NOTHING_PAINTED;
    for (const group of OOD_GROUPS) {
      painting = stroke({ ...painting, radius: 0.5 }, [0, 0], group);
      painting = stroke(painting, [3, 3], group);
    }
    const before = countOf(painting);
    const after = countOf(stroke({ ...painting, radius: 0.6 }, [0, 0], "erase"));
    expect(after).toEqual(before.map((count) => count / 2));
  });

  it("changes nothing where there is nothing under it: no set, no use of them, no step to undo", () => {
    const empty = stroke(holding("erase"), [0, 0]);
    expect(empty).toEqual(holding("erase"));
    const painted = { ...stroke(holding("near"), [0, 0]), used: false };
    const beside = stroke(painted, [4, 4], "erase");
    expect(beside).toEqual({ ...painted, tool: "erase" });
    expect(beside.sets).toBe(painted.sets);
    expect(stroke(painted, [0, 0], "erase")).toMatchObject({ used: true, past: { length: 2 } });
  });
});

describe("undo", () => {
  it("takes back strokes one by one, and a clearing too", () => {
    const first = stroke(holding("near"), [0, 0]);
    const second = dab(stroke(first, [1, 1]), [1.2, 1], WHERE);
    const cleared = clear(second);
    expect(isPainted(cleared)).toBe(false);
    expect(undo(cleared).sets).toBe(second.sets);
    expect(undo(undo(cleared)).sets).toBe(first.sets);
    expect(isPainted(undo(undo(undo(cleared))))).toBe(false);
    expect(undo(NOTHING_PAINTED)).toBe(NOTHING_PAINTED);
  });
});

describe("a stroke", () => {
  it("dabs every half radius, however fast it is drawn", () => {
    const places = dabsBetween([0, 0], [3, 4], 0.5);
    expect(places.length).toBe(20);
    expect(places[0]![0]).toBeCloseTo(0.15, 9);
    expect(places.at(-1)![1]).toBeCloseTo(4, 9);
    expect(dabsBetween([1, 1], [1, 1], 0.5)).toEqual([]);
    expect(dabsBetween([1, 1], [1.1, 1], 0.5)).toEqual([]);
  });
});
