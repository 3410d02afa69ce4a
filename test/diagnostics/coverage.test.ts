import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  coverageOf,
  INFLATED,
  MISSHAPEN,
  MISSING,
  NAMED,
  SHORT,
} from "../../src/diagnostics/coverage.ts";

const NINE = [
  ...["bottom left", "bottom", "bottom right", "left", "centre", "right"],
  ...["top left", "top", "top right"],
];
const equal = NINE.map(() => 1 / 9);

/** KL (truth || model) of the modes' masses alone, in nats. */
const massKl = (masses: number[], truth: number[]) =>
  truth.reduce((sum, share, m) => sum + (share > 0 ? share * Math.log(share / masses[m]!) : 0), 0);

/** The coverage by a model with the data's shape within each mode. */
const shapely = (masses: number[], truth: number[], names: readonly string[]) =>
  coverageOf(masses, truth, massKl(masses, truth), names);

/** Masses in units of the equal share. */
const of = (...shares: number[]) =>
  shapely(
    shares.map((s) => s / 9),
    equal,
    NINE,
  );

describe("coverageOf", () => {
  it("finds nothing wrong with the truth", () => {
    expect(coverageOf(equal, equal, 0, NINE)).toEqual({
      ...{ states: NINE.map(() => "covered"), grade: "covers", verdict: "covers 9 of 9 modes" },
    });
  });

  it("does not praise a model that spreads the right masses all over the map", () => {
    const { grade, verdict } = coverageOf([0.5, 0.5], [0.5, 0.5], 2.22, ["upper", "lower"]);
    expect(grade).toBe("misshapes");
    expect(verdict).toBe("covers 2 of 2 modes in mass, but the shape is off by KL 2.22 nats");
  });

  it("lays no blame on the shape for what the masses are off", () => {
    const [masses, truth] = [
      [0.7, 0.3],
      [0.45, 0.55],
    ];
    const shares = massKl(masses, truth);
    const grades = [-0.01, 0.01].map(
      (off) => coverageOf(masses, truth, shares + MISSHAPEN + off, ["one", "other"]).grade,
    );
    expect(grades).toEqual(["covers", "misshapes"]);
  });

  it("names the modes that are missing and inflated, and how much", () => {
    const { verdict, grade } = of(1, 1, 3.1, 1, 0.1, 1, 0.2, 1.3, 1.3);
    expect(verdict).toBe("misses centre and top left; inflates bottom right (3.1 times its share)");
    expect(grade).toBe("misses");
  });

  it("says how much a mode is short of, apart from those that are missing", () => {
    expect(of(0.4, 0.3, 1, 1, 1, 1, 1, 1.6, 1).verdict).toBe(
      "is short of bottom (30 % of its share) and bottom left (40 %)",
    );
  });

  it("measures a mode by its own share", () => {
    const truth = [0.9, 0.1];
    const names = ["large", "small"];
    expect(shapely([0.98, 0.02], truth, names).verdict).toBe("misses small");
    expect(shapely([0.75, 0.25], truth, names).verdict).toBe(
      "inflates small (2.5 times its share)",
    );
  });

  it("names every mode that is missing, the worst first", () => {
    expect(of(0, 0.2, 0.1, 0.05, 0.15, 0.01, 0.02, 8.3, 1).verdict).toBe(
      "misses bottom left, right, top left, left, bottom right, centre and bottom; " +
        "inflates top (8.3 times its share)",
    );
  });

  it("names only the worst of the others, and counts the rest", () => {
    const { verdict } = of(0.4, 0.3, 0.45, 0.35, 0.48, 1, 1, 1, 1);
    expect(verdict).toBe(
      "is short of bottom (30 % of its share), left (35 %), bottom left (40 %) and 2 more",
    );
    expect(verdict.split(/,| and /)).toHaveLength(NAMED);
  });

  it("leaves a name's own commas out of the list", () => {
    const names = ["row 1, column 1", "row 1, column 2", "row 2, column 1"];
    expect(shapely([0, 0, 0.6], [1 / 3, 1 / 3, 1 / 3], names).verdict).toBe(
      "misses row 1 column 1 and row 1 column 2",
    );
  });

  it("says nothing of a mode without mass of its own", () => {
    expect(shapely([0.9, 0.1], [1, 0], ["one", "none"]).grade).toBe("covers");
  });

  it("puts every mode on its side of the thresholds", () => {
    const share = fc.double({ min: 0, max: 5, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 9 }), (shares) => {
        const truth = shares.map(() => 0.1);
        const names = NINE.slice(0, shares.length);
        const { states, grade } = shapely(
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
        expect(grade).toBe(states.every((state) => state === "covered") ? "covers" : "misses");
      }),
    );
  });
});
