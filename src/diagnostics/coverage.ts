/** Which modes a model misses or inflates, from its masses of them and the truth's. */

/** A mode with less than this part of its true mass is missing. */
export const MISSING = 0.25;
/** With less than this part it is short. */
export const SHORT = 0.5;
/** With more than this many times its true mass it is inflated. */
export const INFLATED = 2;
/** The most modes that a sentence names of a kind; the others it counts. */
export const NAMED = 4;

export type ModeState = "missing" | "short" | "covered" | "inflated";

/** How a model covers the modes of the data. */
export interface Coverage {
  /** Of each mode, [modes]. */
  states: ModeState[];
  /** How many modes are neither missing nor inflated, nor short. */
  covered: number;
  /** What is wrong, in words: "misses top left; inflates centre (3.1 times its share)"; or null. */
  alarm: string | null;
}

/** A mode's state, by the share of its true mass that it has. */
function stateOf(ratio: number): ModeState {
  if (ratio < MISSING) return "missing";
  if (ratio < SHORT) return "short";
  return ratio > INFLATED ? "inflated" : "covered";
}

/**
 * Judges each mode, and says what is wrong, the worst first.
 *
 * @param masses the model's, [modes]; @param truth the data's, [modes]; modes without any true mass
 *   count as covered
 * @param names what the modes are called, [modes]
 */
export function coverageOf(
  masses: ArrayLike<number>,
  truth: ArrayLike<number>,
  names: readonly string[],
): Coverage {
  const ratios = names.map((_, mode) => (truth[mode] > 0 ? masses[mode] / truth[mode] : 1));
  const states = ratios.map(stateOf);
  /** The modes of a state, the worst first. */
  const those = (state: ModeState) =>
    [...names.keys()]
      .filter((mode) => states[mode] === state)
      .sort((a, b) => Math.abs(Math.log(ratios[b])) - Math.abs(Math.log(ratios[a])) || a - b);
  const share = (mode: number) => `${Math.round(100 * ratios[mode])} %`;
  const times = (mode: number) => `${ratios[mode].toFixed(1)} times`;
  const parts = [
    clause("misses", names, those("missing")),
    clause("is short of", names, those("short"), share, "of its share"),
    clause("inflates", names, those("inflated"), times, "its share"),
  ].filter((part) => part !== null);
  return {
    states,
    covered: states.filter((state) => state === "covered").length,
    alarm: parts.length > 0 ? parts.join("; ") : null,
  };
}

/** "inflates a (3.1 times its share), b (2.4 times) and 3 more", or null of no modes. */
function clause(
  verb: string,
  names: readonly string[],
  modes: number[],
  measure: ((mode: number) => string) | null = null,
  of = "",
): string | null {
  if (modes.length === 0) return null;
  const named = modes.length > NAMED ? modes.slice(0, NAMED - 1) : modes;
  const words = named.map((mode, i) => {
    // "row 3, column 4" would fall apart in a list.
    const name = names[mode].replaceAll(",", "");
    if (!measure) return name;
    return `${name} (${measure(mode)}${i === 0 ? ` ${of}` : ""})`;
  });
  if (named.length < modes.length) words.push(`${modes.length - named.length} more`);
  const last = words.pop()!;
  return `${verb} ${words.length > 0 ? `${words.join(", ")} and ` : ""}${last}`;
}
