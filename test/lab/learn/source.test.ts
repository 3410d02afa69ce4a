import { describe, expect, it } from "vitest";
import { idOf, minutesOf, readSource } from "../../../src/lab/learn/source.ts";
import { chapter, FIRST, SECOND } from "./chapters.ts";

describe("readSource", () => {
  it("takes title, state and figure from between the lines of dashes", () => {
    const first = readSource(FIRST);
    expect(first).toMatchObject({ id: "first", title: "The first", figure: "run", problems: [] });
    expect(first.place).toMatchObject({
      ...{ tab: "learn", chapter: "first", instrument: "fit", maps: ["truth", "network"] },
      toy: { data: "grid", model: "all" },
    });
    expect(readSource(SECOND).figure).toBe("features");
  });

  it("takes the lines of other systems", () => {
    expect(readSource({ name: "a.md", text: FIRST.text.replaceAll("\n", "\r\n") })).toMatchObject({
      ...{ title: "The first", problems: [] },
    });
  });

  it("tells what is missing or wrong, with its line", () => {
    expect(readSource({ name: "a.md", text: "Words." })).toMatchObject({
      ...{ title: "a", body: "Words." },
      problems: ["a.md, line 1: expected front matter between two lines of ---, found none"],
    });
    const text = "---\ntitle:\nstate: show=moon\ncolour: red\nfigure: moon\n---\n";
    expect(readSource({ name: "a.md", text }).problems).toEqual([
      'a.md, line 4: expected title, state, figure and a colon, found "colour: red"',
      "a.md, line 2: title: expected a few words, found none",
      'a.md, line 5: figure: expected run or features, found "moon"',
      expect.stringMatching(/^a\.md, line 3: state: show: expected detection or .*found "moon"/),
    ]);
  });
});

it("idOf makes a name for the address of any file's name", () => {
  expect(["5-failure.md", "My Own (2).markdown", "7.md", "…"].map(idOf)).toEqual([
    ...["failure", "my-own-2", "7", "chapter"],
  ]);
});

it("minutesOf counts 200 words a minute, and at least one", () => {
  expect(minutesOf(readSource(chapter("word ".repeat(500))))).toBe(3);
  expect(minutesOf(readSource(chapter("")))).toBe(1);
});
