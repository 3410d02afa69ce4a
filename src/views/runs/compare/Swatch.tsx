import { lineOf } from "./lines.ts";

/** The line of a compared run, beside its name. */
export function Swatch({ number }: { number: number }) {
  return (
    <svg className="compared-swatch" viewBox="0 0 30 8" aria-hidden="true">
      <path className={`line ${lineOf(number)}`} d="M1,4H29" />
    </svg>
  );
}
