import { Marked, type Tokens } from "marked";

/** A token of our own beside those of Markdown: TeX, or a live value. */
export interface Own extends Tokens.Generic {
  type: "tex" | "formula" | "live";
  text: string;
}

/** A formula on lines of its own between $$. */
const FORMULA = /^ {0,3}\$\$([^$]+?)\$\$[ \t]*(?:\n+|$)/;
const TEX = /^\$(?![\s$])((?:\\[^\n]|[^$\\\n])*?(?:\\[^\n]|[^\s$\\]))\$(?!\d)/;
const DISPLAYED = /^\$\$([^$]+?)\$\$/;
const LIVE = /^\{\{([^{}\n]*)\}\}/;

/** An extension that makes a token of what `pattern` finds. */
const own = (type: Own["type"], level: "block" | "inline", pattern: RegExp, begin: string) => ({
  name: `${level}-${type}`,
  level,
  start: (text: string) => {
    const at = text.indexOf(begin);
    return at < 0 ? undefined : at;
  },
  tokenizer(text: string): Own | undefined {
    const [raw, inner] = pattern.exec(text) ?? [];
    return raw === undefined ? undefined : { type, raw, text: inner!.trim() };
  },
});

/** Markdown with TeX between dollars and live values between double braces. */
export const markdown = new Marked({
  extensions: [
    // The first that fits wins, and the last one given is asked first.
    own("tex", "inline", TEX, "$"),
    own("formula", "inline", DISPLAYED, "$$"),
    own("live", "inline", LIVE, "{{"),
    own("formula", "block", FORMULA, "$$"),
  ],
});
