import type { Token, Tokens } from "marked";
import type { Block, Chapter, Inline } from "./blocks.ts";
import { type Complain, inlinesOf, termsOf } from "./inlines.ts";
import { markdown } from "./markdown.ts";
import type { ChapterSource } from "./source.ts";

const PREDICT = /^predict:?$/i;

/**
 * Reads a chapter's Markdown. Never throws: what is wrong is told with the line of the file, what was
 * expected and what was found, and the rest is there.
 */
export function readChapter(source: ChapterSource): Chapter {
  const { name, body, bodyLine } = source;
  const problems = [...source.problems];
  let cursor = 0;
  /** The line of the file that a token begins at; tokens are asked for in the file's order. */
  const lineOf = (raw: string) => {
    const first = raw.trim().split("\n", 1)[0]!;
    const at = body.indexOf(first, cursor);
    if (at >= 0) cursor = at;
    return bodyLine + body.slice(0, cursor).split("\n").length - 1;
  };
  const complain: Complain = (raw, what) => problems.push(`${name}, line ${lineOf(raw)}: ${what}`);
  let predictions = 0;

  function blocksOf(tokens: readonly Token[] | undefined): Block[] {
    return (tokens ?? []).flatMap((token): Block[] => {
      const inlines = () => inlinesOf("tokens" in token ? token.tokens : [], complain);
      switch (token.type) {
        case "space":
        case "def":
        case "checkbox":
          return [];
        case "paragraph":
        case "text":
          return [paragraph(token as Tokens.Paragraph)];
        case "heading":
          return [{ type: "heading", content: inlines() }];
        case "formula":
          return [formula(token.text, token.raw)];
        case "list":
          return [
            {
              ...{ type: "list", ordered: token.ordered, start: token.start || 1 },
              items: (token as Tokens.List).items.map(({ tokens }) => blocksOf(tokens)),
            },
          ];
        case "blockquote":
          return [quote(token as Tokens.Blockquote)];
        case "code":
          return [{ type: "code", text: token.text }];
        case "hr":
          return [{ type: "rule" }];
        case "table": {
          const cells = (row: Tokens.TableCell[]) =>
            row.map(({ tokens }) => inlinesOf(tokens, complain));
          const { header, rows } = token as Tokens.Table;
          return [{ type: "table", head: cells(header), rows: rows.map(cells) }];
        }
        case "html":
          return [{ type: "paragraph", content: [{ type: "text", text: token.raw.trim() }] }];
        default:
          return [{ type: "paragraph", content: inlinesOf([token], complain) }];
      }
    });
  }

  function formula(tex: string, raw: string): Block {
    return { type: "formula", tex, terms: termsOf(tex, raw, complain) };
  }

  function paragraph({ tokens = [], raw }: Tokens.Paragraph): Block {
    const [only] = tokens;
    if (tokens.length === 1 && only?.type === "formula") return formula(only.text, raw);
    return { type: "paragraph", content: inlinesOf(tokens, complain) };
  }

  function quote({ tokens, raw }: Tokens.Blockquote): Block {
    const [first, ...rest] = tokens.filter(({ type }) => type !== "space");
    const [mark, ...question] = (first?.type === "paragraph" && first.tokens) || [];
    if (mark?.type !== "strong" || !PREDICT.test(mark.text)) {
      return { type: "quote", blocks: blocksOf(tokens) };
    }
    const at = rest.findIndex(({ type }) => type === "list");
    const list = rest[at] as Tokens.List | undefined;
    const answers = (list?.items ?? []).map(({ task, checked, tokens, raw }) => {
      if (!task) complain(raw, 'prediction: expected answers as "- [ ]" or "- [x]", found another');
      return { right: checked === true, content: answerOf(tokens) };
    });
    const right = answers.filter((answer) => answer.right).length;
    if (answers.length < 2 || right === 0) {
      const found = `${answers.length} with ${right} right`;
      complain(raw, `prediction: expected at least 2 answers with 1 right, found ${found}`);
    }
    return {
      ...{ type: "prediction", index: predictions++, answers },
      question: [
        ...trimmed(inlinesOf(question, complain)),
        ...rest.slice(0, Math.max(0, at)).flatMap((token) => inlinesOf([token], complain)),
      ],
      explanation: blocksOf(rest.slice(at + 1)),
    };
  }

  const answerOf = (tokens: Token[]): Inline[] =>
    tokens.flatMap((token) => inlinesOf("tokens" in token ? token.tokens : [token], complain));

  try {
    return { blocks: blocksOf(markdown.lexer(body)), problems };
  } catch (error) {
    problems.push(
      `${name}: expected Markdown, found what cannot be read: ${(error as Error).message}`,
    );
    return { blocks: [], problems };
  }
}

/** Without the space that follows "Predict:". */
function trimmed([first, ...rest]: Inline[]): Inline[] {
  if (!first) return [];
  return first.type === "text"
    ? [{ ...first, text: first.text.trimStart() }, ...rest]
    : [first, ...rest];
}
