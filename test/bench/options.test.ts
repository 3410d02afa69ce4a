import { describe, expect, it } from "vitest";
import { casesOf } from "../../bench/cases.mjs";
import { choose, parseOptions } from "../../bench/options.mjs";

describe("the bench's options", () => {
  it("ask for everything, seven times, in the browser", () => {
    const { only, sides, runs, quick, dawn, software, device } = parseOptions([]);
    expect({ only, sides, runs, quick, dawn, software, device }).toEqual({
      only: [],
      sides: [],
      runs: 7,
      quick: false,
      dawn: false,
      software: false,
      device: null,
    });
  });

  it("name cases and sides, separated by commas", () => {
    const { only, sides } = parseOptions(["--only", "2d,knn", "--sides=engine"]);
    expect({ only, sides }).toEqual({ only: ["2d", "knn"], sides: ["engine"] });
  });

  it("run a quick bench three times, unless told otherwise", () => {
    expect(parseOptions(["--quick"]).runs).toBe(3);
    expect(parseOptions(["--quick", "--runs", "5"]).runs).toBe(5);
  });

  it.each([
    [["--runs", "2.5"], /--runs: expected a positive number, found 2.5/],
    [["--limit", "0"], /--limit: expected a positive number, found 0/],
    [["--device", "tpu"], /--device: expected cpu or cuda, found tpu/],
    [["--fast"], /--fast/],
  ])("refuse %j", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

describe("choosing cases", () => {
  const namesOf = (...words: string[]) => choose(casesOf(false), words).map(({ name }) => name);

  it("takes all where none is named", () => {
    expect(namesOf()).toHaveLength(11);
  });

  it("takes a family, or one case, in the bench's order", () => {
    expect(namesOf("knn-512", "2d")).toEqual([
      "2d-20-10",
      "2d-20-100",
      "2d-200-10",
      "2d-200-100",
      "knn-512",
    ]);
    expect(namesOf("paper-20")).toEqual(["paper-20-10", "paper-20-100"]);
  });

  it("names the known ones where a word fits none", () => {
    expect(() => namesOf("3d")).toThrow(/expected some of 2d-20-10, .*knn-512; found 3d/);
  });
});
