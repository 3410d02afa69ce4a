import type { Token } from "marked";
import { FIRST_PLACE } from "../place.ts";
import { mergeHash, ofTab } from "../url.ts";
import type { Inline, Term } from "./blocks.ts";
import { LIVE_NAMES, liveName } from "./live.ts";
import { DEEDS, isPart, PARTS } from "./parts.ts";

/** Tells what is wrong with the part of the file that `raw` is. */
export type Complain = (raw: string, what: string) => void;

/** The inline tokens of Markdown as a chapter's text; what is wrong is told and stays as plain words. */
export function inlinesOf(tokens: readonly Token[] | undefined, complain: Complain): Inline[] {
  return (tokens ?? []).flatMap((token): Inline[] => {
    const inner = () => inlinesOf("tokens" in token ? token.tokens : [], complain);
    switch (token.type) {
      case "strong":
        return [{ type: "strong", content: inner() }];
      case "em":
        return [{ type: "emphasis", content: inner() }];
      case "del":
        return [{ type: "deleted", content: inner() }];
      case "codespan":
        return [{ type: "code", text: token.text }];
      case "br":
        return [{ type: "break" }];
      case "checkbox":
        return [];
      case "tex":
      case "formula":
        termsOf(token.text, token.raw, complain);
        return [{ type: "tex", tex: token.text }];
      case "live": {
        const name = liveName(token.text);
        if (name) return [{ type: "live", name }];
        complain(token.raw, `live value: expected ${LIVE_NAMES}, found "${token.text}"`);
        return [{ type: "text", text: token.raw }];
      }
      case "link": {
        const content = inner();
        const link = linkOf(token.href, content, (what) => complain(token.raw, what));
        return link ? [link] : content;
      }
      case "image":
        complain(token.raw, "image: expected text and formulas only, found a picture");
        return [{ type: "text", text: token.text }];
      case "escape":
        return [{ type: "text", text: token.text }];
      case "text":
        return "tokens" in token && token.tokens ? inner() : [{ type: "text", text: token.text }];
      default:
        return [{ type: "text", text: token.raw }];
    }
  });
}

function linkOf(href: string, content: Inline[], complain: (what: string) => void): Inline | null {
  const [, scheme = "", rest = ""] = /^([a-z]+:|#)(.*)$/s.exec(href) ?? [];
  switch (scheme) {
    case "#": {
      if (!rest) break;
      for (const notice of mergeHash(FIRST_PLACE, rest).notices) {
        complain(`link: ${notice.replace(/;[^;]*$/, "")}`);
      }
      const elsewhere = /(^|&)(tab|chapter)=/.test(rest);
      return { type: elsewhere ? "address" : "state", hash: ofTab(rest), content };
    }
    case "do:": {
      const deed = DEEDS.find((name) => name === rest);
      if (deed) return { type: "deed", deed, content };
      complain(`do: expected ${DEEDS.join(" or ")}, found "${rest}"`);
      return null;
    }
    case "light:":
      if (isPart(rest)) return { type: "light", part: rest, content };
      complain(`light: expected ${PART_NAMES}, found "${rest}"`);
      return null;
    case "paper:":
      return { type: "paper", where: rest, content };
    case "https:":
    case "http:":
      return { type: "link", href, content };
  }
  complain(`link: expected #…, do:…, light:…, paper:… or https://…, found "${href}"`);
  return null;
}

const PART_NAMES = Object.keys(PARTS).join(" or ");

/** The terms that \term{part}{TeX} names in a formula, a part once. */
export function termsOf(tex: string, raw: string, complain: Complain): Term[] {
  const terms: Term[] = [];
  for (const found of tex.matchAll(/\\term\s*\{([^{}]*)\}\s*/g)) {
    const name = found[1]!;
    const inner = groupOf(tex.slice(found.index + found[0].length));
    if (!isPart(name)) complain(raw, `\\term: expected ${PART_NAMES}, found "${name}"`);
    else if (inner === null) complain(raw, `\\term{${name}}: expected {TeX} after it, found none`);
    else if (!terms.some(({ part }) => part === name)) terms.push({ part: name, tex: inner });
  }
  return terms;
}

/** What stands between the brace that `text` begins with and the one that closes it. */
function groupOf(text: string): string | null {
  if (!text.startsWith("{")) return null;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === "{") depth++;
    else if (text[i] === "}" && --depth === 0) return text.slice(1, i);
  }
  return null;
}
