import type { KatexOptions } from "katex";
import { useEffect, useRef } from "react";
import { firstPicture } from "../lab/firstPicture.ts";

async function katex() {
  await firstPicture;
  const [module] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  return module;
}

/** \term{part}{TeX} marks a term with the part of the figure that it lights; nothing else is trusted. */
const TERMS: KatexOptions = {
  throwOnError: false,
  macros: { "\\term": "\\htmlData{light=#1}{#2}" },
  trust: ({ command }) => command === "\\htmlData",
  strict: (code) => (code === "htmlExtension" ? "ignore" : "warn"),
};

interface Props {
  tex: string;
  /** On a line of its own. */
  display?: boolean;
}

/** A formula in TeX; its source shows until the typesetter has come. */
export function Formula({ tex, display = false }: Props) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    katex().then(
      ({ default: { render } }) => {
        const options = { ...TERMS, macros: { ...TERMS.macros }, displayMode: display };
        if (element.current) render(tex, element.current, options);
      },
      () => undefined,
    );
  }, [tex, display]);
  return (
    <span ref={element} className={display ? "formula display" : "formula"}>
      {tex}
    </span>
  );
}
