/** Share as a percentage with one decimal, without the sign: 0.9153 is "91.5". */
export const percent = (share: number): string => (100 * share).toFixed(1);

/** An energy or nats with three decimals, or as many as asked for; far from 0 in powers of ten. */
export function decimal(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : "infinite";
  const text = Math.abs(value) >= 1e5 ? value.toExponential(2) : value.toFixed(digits);
  // What rounds to 0 has no sign.
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "\u2212");
}

/** A difference with its sign, of two digits: "+0.0034". */
export function signed(value: number): string {
  const text = Number(Math.abs(value).toPrecision(2)).toLocaleString("en", {
    maximumSignificantDigits: 2,
  });
  return `${value < 0 ? "\u2212" : "+"}${text}`;
}

/** Rounded seconds for people: "0.3 s", "48 s", "3 min", "1 h 05 min". */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
