import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../../src/lab/learn/blocks.ts";
import { readChapter } from "../../../src/lab/learn/reader.ts";
import { readSource } from "../../../src/lab/learn/source.ts";
import { chapter, FIRST, SECOND } from "./chapters.ts";

const read = (body: string) => readChapter(readSource(chapter(body)));
const folder = new URL("../../../src/chapters/", import.meta.url);

describe("readChapter", () => {
  it("takes words that change the state, light, do and cite", () => {
    const { blocks, problems } = readChapter(readSource(FIRST));
    expect(problems).toEqual([]);
    expect(blocks[0]).toEqual({
      type: "paragraph",
      content: [
        { type: "text", text: "The " },
        {
          ...{ type: "state", hash: "overlay=particles" },
          content: [{ type: "text", text: "particles" }],
        },
        { type: "text", text: " and " },
        { type: "light", part: "network", content: [{ type: "tex", tex: "E_\\theta" }] },
        { type: "text", text: " of " },
        { type: "deed", deed: "train", content: [{ type: "text", text: "the run" }] },
        { type: "text", text: "." },
      ],
    });
  });

  it("names each term of a formula once", () => {
    expect(readChapter(readSource(FIRST)).blocks[1]).toMatchObject({
      type: "formula",
      terms: [
        { part: "network", tex: "E_\\theta(z)" },
        { part: "reference", tex: "E_{G}(z)" },
      ],
    });
  });

  it("shows HTML as text, and a number of the figure by its name", () => {
    const { content } = readChapter(readSource(FIRST)).blocks[2] as { content: object[] };
    expect(content).toContainEqual({ type: "live", name: { of: "nll", model: "ebm" } });
    expect(content).toContainEqual({ type: "text", text: "<b>" });
    expect(read("<script>alert(1)</script>").blocks).toEqual([
      {
        type: "paragraph",
        content: [{ type: "text", text: "<script>alert(1)</script>" }],
      },
    ]);
  });

  it("makes a prediction of a quotation that asks for one, and no other", () => {
    const [, , , asked, said] = readChapter(readSource(FIRST)).blocks;
    expect(asked).toEqual({
      ...{ type: "prediction", index: 0 },
      question: [
        { type: "text", text: "How " },
        { type: "emphasis", content: [{ type: "text", text: "many" }] },
        { type: "text", text: "?" },
      ],
      answers: [
        { right: false, content: [{ type: "text", text: "none" }] },
        { right: true, content: [{ type: "text", text: "one" }] },
      ],
      explanation: [
        {
          type: "paragraph",
          content: [
            { type: "text", text: "It is " },
            { type: "live", name: { of: "missing", model: "ebm" } },
            { type: "text", text: "." },
          ],
        },
      ],
    });
    expect(said).toMatchObject({ type: "quote" });
  });

  it("leaves dollars of prices and underscores of TeX alone", () => {
    expect(read("It costs $5 and $6.").blocks).toEqual([
      { type: "paragraph", content: [{ type: "text", text: "It costs $5 and $6." }] },
    ]);
    expect(read("$a_1 b_1$ and `$x$`").blocks).toEqual([
      {
        type: "paragraph",
        content: [
          { type: "tex", tex: "a_1 b_1" },
          { type: "text", text: " and " },
          { type: "code", text: "$x$" },
        ],
      },
    ]);
  });

  it("opens addresses of other chapters rather than changing this one", () => {
    const paragraph = readChapter(readSource(SECOND)).blocks[0] as { content: object[] };
    expect(paragraph.content[1]).toMatchObject({
      ...{ type: "address", hash: "tab=learn&chapter=first" },
    });
  });

  for (const [body, line, problem] of [
    ["a\n\n[x](light:moon)", 6, /^light: expected truth or .*, found "moon"$/],
    ["[x](do:fly)", 4, /^do: expected train or .*, found "fly"$/],
    ["{{nll flow}}", 4, /^live value: expected nll, .*, found "nll flow"$/],
    ["a\n\n\n[x](#show=moon)", 7, /^link: show: expected detection or .*, found "moon"$/],
    ["[x](#speed=2)", 4, /^link: speed: no setting has this name$/],
    ["[x](javascript:alert(1))", 4, /^link: expected #…, .*, found "javascript:alert\(1\)"$/],
    ["[x](data:text/html,x)", 4, /^link: expected #…, .*, found "data:text\/html,x"$/],
    ["[x](file:///x)", 4, /^link: expected #…, .*, found "file:\/\/\/x"$/],
    ["![x](y.png)", 4, /^image: expected text and formulas only, found a picture$/],
    ["\n$$\\term{moon}{x}$$", 5, /^\\term: expected truth or .*, found "moon"$/],
    ["$\\term{truth}x$", 4, /^\\term{truth}: expected {TeX} after it, found none$/],
    ["> **Predict:** a\n> - [ ] b", 4, /^prediction: .* with 1 right, found 1 with 0 right$/],
    ["> **Predict:** a\n> - [x] b\n> - c", 6, /^prediction: expected answers as .*$/],
  ] as const) {
    it(`tells the line of ${JSON.stringify(body)}, and shows the rest`, () => {
      const { blocks, problems } = read(`${body}\n\nThe end.`);
      expect(problems).toHaveLength(1);
      const [, at, what] = /^own\.md, line (\d+): (.*)$/s.exec(problems[0]!) ?? [];
      expect(what).toMatch(problem);
      expect(Number(at)).toBe(line);
      expect(blocks.at(-1)).toEqual({
        ...{ type: "paragraph", content: [{ type: "text", text: "The end." }] },
      });
    });
  }

  it("makes a chapter of any text", () => {
    const pieces = [
      "$",
      "$$",
      "{{",
      "}}",
      "[",
      "](",
      ")",
      "> ",
      "**Predict:**",
      "- [x] ",
      "\n",
      "\\term{",
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string()))
      .map((all) => all.join(""));
    const isBlock = ({ type }: Block) => typeof type === "string";
    fc.assert(
      fc.property(text, (text) => {
        for (const file of [{ name: "a.md", text }, chapter(text)]) {
          const { blocks, problems } = readChapter(readSource(file));
          expect(blocks.every(isBlock)).toBe(true);
          expect(problems.every((problem) => problem.startsWith(file.name))).toBe(true);
        }
      }),
    );
  });

  it("tells of what nests too deeply, and does not throw", () => {
    expect(read(">".repeat(20_000)).problems.length).toBeLessThan(2);
  });
});

describe("the built-in chapters", () => {
  for (const name of readdirSync(folder)) {
    it(`${name} is understood`, () => {
      const text = readFileSync(new URL(name, folder), "utf8");
      expect(readChapter(readSource({ name, text })).problems).toEqual([]);
    });
  }
});
