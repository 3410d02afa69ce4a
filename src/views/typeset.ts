import type { KatexOptions } from "katex";

/** \term{part}{TeX} marks a term with the part of the figure that it lights; nothing else is trusted. */
const TERMS: KatexOptions = {
  throwOnError: false,
  // In em: a rule or a space of any size would cover the page.
  maxSize: 40,
  trust: (context) =>
    context.command === "\\htmlData" && Object.keys(context.attributes).join() === "data-light",
  strict: (code) => (code === "htmlExtension" ? "ignore" : "warn"),
};

/** KaTeX's `render`. */
type Render = (tex: string, element: HTMLElement, options: KatexOptions) => void;

/** Sets a formula into an element; one that KaTeX fails at stands there as its source. */
export function typeset(render: Render, tex: string, element: HTMLElement, display: boolean): void {
  // KaTeX writes the formula's own macros into the object.
  const macros = { "\\term": "\\htmlData{light=#1}{#2}" };
  try {
    render(tex, element, { ...TERMS, macros, displayMode: display });
  } catch {
    element.textContent = tex;
  }
}
