import { Fragment } from "react";
import type { Inline } from "../../lab/learn/blocks.ts";
import { Formula } from "../Formula.tsx";
import { DeedWord, LightWord, Live, StateWord } from "./Words.tsx";

/** A run of a chapter's text. */
export function Inlines({ content }: { content: readonly Inline[] }) {
  // A chapter's text never changes its order.
  // biome-ignore lint/suspicious/noArrayIndexKey: the list is as fixed as the file
  return content.map((inline, i) => <One key={i} inline={inline} />);
}

function One({ inline }: { inline: Inline }) {
  const inner = "content" in inline ? <Inlines content={inline.content} /> : null;
  switch (inline.type) {
    case "text":
      return <Fragment>{inline.text}</Fragment>;
    case "strong":
      return <strong>{inner}</strong>;
    case "emphasis":
      return <em>{inner}</em>;
    case "deleted":
      return <del>{inner}</del>;
    case "code":
      return <code>{inline.text}</code>;
    case "break":
      return <br />;
    case "tex":
      return <Formula tex={inline.tex} />;
    case "live":
      return <Live name={inline.name} />;
    case "state":
      return <StateWord hash={inline.hash}>{inner}</StateWord>;
    case "address":
      return <a href={`#${inline.hash}`}>{inner}</a>;
    case "deed":
      return <DeedWord deed={inline.deed}>{inner}</DeedWord>;
    case "light":
      return <LightWord part={inline.part}>{inner}</LightWord>;
    case "paper":
      return (
        <cite className="paper" title={`The paper, ${inline.where}`}>
          {inner}
        </cite>
      );
    case "link":
      return (
        <a href={inline.href} rel="noopener noreferrer" target="_blank">
          {inner}
        </a>
      );
  }
}
