import type { Block, Term } from "../../lab/learn/blocks.ts";
import { PARTS } from "../../lab/learn/parts.ts";
import { Formula } from "../Formula.tsx";
import { Scroll } from "../Scroll.tsx";
import { Inlines } from "./Inlines.tsx";
import { useLight } from "./light.ts";
import { Prediction } from "./Prediction.tsx";

interface Props {
  /** The chapter's name: what the reader chooses is kept under it. */
  chapter: string;
  blocks: readonly Block[];
}

/** The parts of a chapter, from top to bottom. */
export function Blocks({ chapter, blocks }: Props) {
  // biome-ignore lint/suspicious/noArrayIndexKey: the list is as fixed as the file
  return blocks.map((block, i) => <One key={i} chapter={chapter} block={block} />);
}

function One({ chapter, block }: { chapter: string; block: Block }) {
  switch (block.type) {
    case "paragraph":
      return (
        <p>
          <Inlines content={block.content} />
        </p>
      );
    case "heading":
      return (
        <h3>
          <Inlines content={block.content} />
        </h3>
      );
    case "formula":
      return (
        <div className="displayed">
          <Formula tex={block.tex} display />
          {block.terms.length > 0 && (
            <ul aria-label="Terms of the formula" className="terms">
              {block.terms.map((term) => (
                <li key={term.part}>
                  <TermButton term={term} />
                </li>
              ))}
            </ul>
          )}
        </div>
      );
    case "list": {
      const items = block.items.map((blocks, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is as fixed as the file
        <li key={i}>
          <Blocks chapter={chapter} blocks={blocks} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case "quote":
      return (
        <blockquote>
          <Blocks chapter={chapter} blocks={block.blocks} />
        </blockquote>
      );
    case "code":
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case "rule":
      return <hr />;
    case "table":
      return <Table head={block.head} rows={block.rows} />;
    case "prediction":
      return (
        <Prediction chapter={chapter} prediction={block}>
          <Blocks chapter={chapter} blocks={block.explanation} />
        </Prediction>
      );
  }
}

/** A term of the formula above, and what it is called, unless it is in words itself. */
function TermButton({ term: { part, tex } }: { term: Term }) {
  const words = /^\\text\s*\{([^{}]*)\}$/.exec(tex.trim())?.[1];
  return (
    <button type="button" className="term" data-light={part} {...useLight(part)}>
      {words ?? (
        <>
          <Formula tex={tex} /> {PARTS[part]}
        </>
      )}
    </button>
  );
}

function Table({ head, rows }: Pick<Extract<Block, { type: "table" }>, "head" | "rows">) {
  return (
    <Scroll label="Table">
      <table className="small-table">
        <thead>
          <tr>
            {head.map((cell, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the table is as fixed as the file
              <th key={i} scope="col">
                <Inlines content={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the table is as fixed as the file
            <tr key={i}>
              {row.map((cell, j) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the table is as fixed as the file
                <td key={j}>
                  <Inlines content={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
