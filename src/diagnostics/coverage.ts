/** Which modes a model misses or inflates, and whether its density within them has the data's shape. */

/** A mode with less than this part of its true mass is missing. */
export const MISSING = 0.25;
/** With less than this part it is short. */
export const SHORT = 0.5;
/** With more than this many times its true mass it is inflated. */
export const INFLATED = 2;
/** Nats of KL within the modes above which the shape is off: e^-0.3 = 74 % of the data's density, in geometric mean. */
export const MISSHAPEN = 0.3;
/** The most modes that a sentence names of those that are not missing; the others it counts. */
export const NAMED = 4;

export type ModeState = "missing" | "short" | "covered" | "inflated";

/** How a model covers the modes of the data. */
export interface Coverage {
  /** Of each mode, [modes]. */
  states: ModeState[];
  /** Misses: some mode is not covered; misshapes: all are, but only in mass; covers: in shape too. */
  grade: "misses" | "misshapes" | "covers";
  /** "misses top left; inflates centre (3.1 times its share)", or "covers 9 of 9 modes". */
  verdict: string;
}

/** A mode's state, by the share of its true mass that it has. */
function stateOf(ratio: number): ModeState {
  if (ratio < MISSING) return "missing";
  if (ratio < SHORT) return "short";
  return ratio > INFLATED ? "inflated" : "covered";
}

/**
 * Judges each mode, and says what is wrong, the worst first. The shape is judged by the mean over the
 * modes, by their true masses, of KL (truth || model) within a mode: what the chain rule leaves of the
 * KL when that of the masses is taken off.
 *
 * @param masses the model's, [modes]; @param truth the data's, [modes]; modes without any true mass
 *   count as covered
 * @param kl KL (truth || model) in nats
 * @param names what the modes are called, [modes]
 */
export function coverageOf(
  masses: ArrayLike<number>,
  truth: ArrayLike<number>,
  kl: number,
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
  if (parts.length > 0) return { states, grade: "misses", verdict: parts.join("; ") };
  const covers = `covers ${states.length} of ${states.length} mode${states.length === 1 ? "" : "s"}`;
  const within = ratios.reduce((left, ratio, mode) => left + truth[mode] * Math.log(ratio), kl);
  return within > MISSHAPEN
    ? {
        states,
        grade: "misshapes",
        verdict: `${covers} in mass, but the shape is off by KL ${within.toFixed(2)} nats`,
      }
    : { states, grade: "covers", verdict: covers };
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
  // Every missing mode is named; of the others the worst.
  const named = measure && modes.length > NAMED ? modes.slice(0, NAMED - 1) : modes;
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
