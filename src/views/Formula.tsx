import { useEffect, useRef } from "react";
import { firstPicture } from "../lab/firstPicture.ts";
import { typeset } from "./typeset.ts";

async function katex() {
  await firstPicture;
  const [module] = await Promise.all([import("katex"), import("katex/dist/katex.min.css")]);
  return module;
}

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
        if (element.current) typeset(render, tex, element.current, display);
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
