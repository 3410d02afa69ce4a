import type { LiveName } from "./live.ts";
import type { Deed, Part } from "./parts.ts";

/** A run of a chapter's text. */
export type Inline =
  | { type: "text"; text: string }
  | { type: "strong" | "emphasis" | "deleted"; content: Inline[] }
  | { type: "code"; text: string }
  | { type: "break" }
  | { type: "tex"; tex: string }
  | { type: "live"; name: LiveName }
  /** Words that change the state by a hash, such as "overlay=points". */
  | { type: "state"; hash: string; content: Inline[] }
  /** Words that open an address of the lab, such as another chapter. */
  | { type: "address"; hash: string; content: Inline[] }
  | { type: "deed"; deed: Deed; content: Inline[] }
  | { type: "light"; part: Part; content: Inline[] }
  /** A place in the paper, such as "sec. 2.2". */
  | { type: "paper"; where: string; content: Inline[] }
  | { type: "link"; href: string; content: Inline[] };

/** A term of a formula that lights a part, in TeX. */
export interface Term {
  part: Part;
  tex: string;
}

export interface Answer {
  right: boolean;
  content: Inline[];
}

/** A part of a chapter, from top to bottom. */
export type Block =
  | { type: "paragraph"; content: Inline[] }
  | { type: "heading"; content: Inline[] }
  | { type: "formula"; tex: string; terms: Term[] }
  | { type: "list"; ordered: boolean; start: number; items: Block[][] }
  | { type: "quote"; blocks: Block[] }
  | { type: "code"; text: string }
  | { type: "rule" }
  | { type: "table"; head: Inline[][]; rows: Inline[][][] }
  /** A question to answer before the explanation is shown; counted from 0 in its chapter. */
  | {
      type: "prediction";
      index: number;
      question: Inline[];
      answers: Answer[];
      explanation: Block[];
    };

/** A chapter's text as it was understood. */
export interface Chapter {
  blocks: Block[];
  /** What is wrong with it: subject, line, expected, found. */
  problems: string[];
}
