import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf, INFLATED, MISSING, NAMED, SHORT } from "../../src/diagnostics/coverage.ts";

const NINE = [
  ...["bottom left", "bottom", "bottom right", "left", "centre", "right"],
  ...["top left", "top", "top right"],
];
const equal = NINE.map(() => 1 / 9);

/** Masses in units of the equal share. */
const of = (...shares: number[]) =>
  coverageOf(
    shares.map((s) => s / 9),
    equal,
    NINE,
  );

describe("coverageOf", () => {
  it("finds nothing wrong with the truth", () => {
    expect(coverageOf(equal, equal, NINE)).toEqual({
      states: NINE.map(() => "covered"),
      covered: 9,
      alarm: null,
    });
  });

  it("names the modes that are missing and inflated, and how much", () => {
    const { alarm, covered } = of(1, 1, 3.1, 1, 0.1, 1, 0.2, 1.3, 1.3);
    expect(alarm).toBe("misses centre and top left; inflates bottom right (3.1 times its share)");
    expect(covered).toBe(6);
  });

  it("says how much a mode is short of, apart from those that are missing", () => {
    expect(of(0.4, 0.3, 1, 1, 1, 1, 1, 1.6, 1).alarm).toBe(
      "is short of bottom (30 % of its share) and bottom left (40 %)",
    );
  });

  it("measures a mode by its own share", () => {
    const truth = [0.9, 0.1];
    expect(coverageOf([0.98, 0.02], truth, ["large", "small"]).alarm).toBe("misses small");
    expect(coverageOf([0.75, 0.25], truth, ["large", "small"]).alarm).toBe(
      "inflates small (2.5 times its share)",
    );
  });

  it("names only the worst of many, and counts the others", () => {
    const { alarm, states } = of(0, 0.2, 0.1, 0.05, 0.15, 0, 0, 8.3, 1);
    expect(states.filter((state) => state === "missing")).toHaveLength(7);
    expect(alarm).toBe(
      "misses bottom left, right, top left and 4 more; inflates top (8.3 times its share)",
    );
    const names = alarm!.split(";")[0]!.split(/,| and /);
    expect(names).toHaveLength(NAMED);
  });

  it("leaves a name's own commas out of the list", () => {
    const names = ["row 1, column 1", "row 1, column 2", "row 2, column 1"];
    expect(coverageOf([0, 0, 0.6], [1 / 3, 1 / 3, 1 / 3], names).alarm).toBe(
      "misses row 1 column 1 and row 1 column 2",
    );
  });

  it("says nothing of a mode without mass of its own", () => {
    expect(coverageOf([0.9, 0.1], [1, 0], ["one", "none"]).alarm).toBeNull();
  });

  it("puts every mode on its side of the thresholds", () => {
    const share = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 9 }), (shares) => {
        const truth = shares.map(() => 0.1);
        const names = NINE.slice(0, shares.length);
        const { states, covered, alarm } = coverageOf(
          shares.map((s) => 0.1 * s),
          truth,
          names,
        );
        shares.forEach((given, mode) => {
          const ratio = (0.1 * given) / 0.1;
          if (ratio < MISSING) expect(states[mode]).toBe("missing");
          else if (ratio < SHORT) expect(states[mode]).toBe("short");
          else expect(states[mode]).toBe(ratio > INFLATED ? "inflated" : "covered");
        });
        expect(covered).toBe(states.filter((state) => state === "covered").length);
        expect(alarm === null).toBe(covered === shares.length);
      }),
    );
  });
});
