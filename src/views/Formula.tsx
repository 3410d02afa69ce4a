import { useEffect, useRef } from "react";

const katex = () =>
  Promise.all([import("katex"), import("katex/dist/katex.min.css")]).then(([module]) => module);

/** A formula in TeX; its source shows until the typesetter has come. */
export function Formula({ tex }: { tex: string }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    katex().then(
      ({ default: { render } }) => {
        if (element.current) render(tex, element.current, { throwOnError: false });
      },
      () => undefined,
    );
  }, [tex]);
  return (
    <span ref={element} className="formula">
      {tex}
    </span>
  );
}
