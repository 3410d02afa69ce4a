import { type KatexOptions, renderToString } from "katex";
import { describe, expect, it } from "vitest";
import { typeset } from "../../src/views/typeset.ts";

/** KaTeX's `render` where there is no page. */
function render(tex: string, element: HTMLElement, options: KatexOptions): void {
  element.innerHTML = renderToString(tex, options);
}

function formula(tex: string, own = render): HTMLElement {
  const element = { innerHTML: "", textContent: "" } as HTMLElement;
  typeset(own, tex, element, false);
  return element;
}

describe("a formula", () => {
  it("marks a term with the part that it lights", () => {
    expect(formula("\\term{network}{E_\\theta}").innerHTML).toContain('data-light="network"');
  });

  it("trusts nothing else in a text", () => {
    for (const tex of [
      "\\htmlData{x y=1}{x}",
      "\\htmlData{light=truth,pin=1}{x}",
      "\\htmlStyle{position: fixed}{x}",
      "\\htmlClass{notice}{x}",
      "\\href{https://lab.test}{x}",
      "\\includegraphics{https://lab.test/x.png}",
    ]) {
      const { innerHTML, textContent } = formula(tex);
      expect(textContent).toBe("");
      const tags = innerHTML.match(/<[^>]*>/g)!.join("");
      expect(tags).not.toMatch(/data-|fixed|notice|<a |<img|src=/);
    }
  });

  it("covers no page", () => {
    const tags = formula("\\rule{1000em}{1000em}")
      .innerHTML.match(/<[^>]*>/g)!
      .join("");
    const sizes = [...tags.matchAll(/([\d.]+)em/g)].map(([, size]) => Number(size));
    expect(Math.max(...sizes)).toBe(40);
  });

  it("does not hand its macros on to the next", () => {
    formula("\\gdef\\term#1#2{gone}");
    expect(formula("\\term{network}{x}").innerHTML).toContain('data-light="network"');
  });

  it("stands there as its source where the typesetter fails", () => {
    const failing = () => {
      throw new Error("ParseError");
    };
    expect(formula("\\x{", failing).textContent).toBe("\\x{");
  });
});
