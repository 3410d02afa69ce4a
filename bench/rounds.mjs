import { familyOf } from "./cases.mjs";
import { median, worstDifference } from "./statistics.mjs";

/**
 * @typedef {import("./process.mjs").Host} Host
 * @typedef {import("./cases.mjs").Case} Case
 * @typedef {import("./sides.mjs").Side} Side
 * @typedef {import("./sides.mjs").Variant} Variant
 *
 * Times of a variant in ms, one a run; `backend` is its own name for what it runs on.
 * @typedef {{ label: string, backend: string, times: number[] }} Measured
 *
 * A row of the table: each side's variants, the best first; no entry where a side was left out.
 * @typedef {{ name: string, title: string, sides: Record<string, Measured[]> }} Row
 *
 * A variant of a side that was left out of a case, and why; `slow` if it takes too long.
 * @typedef {{ variant: string, reason: string, title: string, slow: boolean }} Notice
 *
 * @typedef {object} Entrant
 * @property {Side} side
 * @property {Measured} measured
 * @property {Host} host
 * @property {Record<string, number[]>} sums what it computed when it was asked for a check
 * @property {number} repeats of the work in a run
 */

/** Largest relative difference of two sides' results. */
const TOLERANCE = 1e-3;
/** Warm-up of a side, in which JavaScript and WebAssembly reach their last compiler. */
const WARM_MS = 1000;
/** A run repeats short work for about as long, to be far above the clock's resolution. */
const RUN_MS = 300;

class TimeLimit extends Error {}

/** Measures cases one after the other. */
export class Rounds {
  /** What was left out. */
  notices = /** @type {Notice[]} */ ([]);
  /** Variants that took too long, by family: more of the same work would too. */
  #slow = /** @type {Set<string>} */ (new Set());

  /**
   * @param {number} runs timed runs of each side
   * @param {number} limit seconds that a piece of work may take, and that a side is timed for
   * @param {(line: string) => void} log
   */
  constructor(runs, limit, log) {
    this.runs = runs;
    this.limit = limit;
    this.log = log;
  }

  /**
   * Checks that all sides compute the same, then times them in turn, never two at once.
   *
   * @param {Case} work
   * @param {Side[]} sides the first one's results are what the others' are compared with
   * @param {string} folder with the case's inputs
   * @returns {Promise<Row>}
   * @throws {Error} if two sides differ
   */
  async measure(work, sides, folder) {
    /** @type {Entrant[]} */
    const entrants = [];
    try {
      for (const side of sides) {
        for (const variant of side.variants.filter(({ does }) => does(work))) {
          const entrant = await this.#enter(work, side, variant, folder);
          if (entrant) entrants.push(entrant);
        }
      }
      agree(work, entrants);
      await this.#time(entrants);
      return rowOf(work, entrants);
    } finally {
      await Promise.all(entrants.map(({ host }) => host.close()));
    }
  }

  /**
   * Opens a variant, has it checked and warmed up; null if it takes too long or fails.
   *
   * @param {Case} work @param {Side} side @param {Variant} variant @param {string} folder
   * @returns {Promise<Entrant | null>}
   */
  async #enter(work, side, variant, folder) {
    const name = [side.title, variant.label].filter(Boolean).join(", ");
    const key = `${familyOf(work)}: ${name}`;
    const slow = `over ${this.limit} s, or more work than one that was`;
    if (this.#slow.has(key)) return this.leaveOut(name, slow, work, true);
    const host = await variant.start();
    try {
      const { label } = await this.#within(host.ask(variant.opening(work, folder)));
      const { sums } = await this.#within(host.ask({ ask: "check" }));
      const repeats = await this.#warm(host);
      return {
        side,
        host,
        sums,
        repeats,
        measured: { label: variant.label, backend: label, times: [] },
      };
    } catch (error) {
      await host.close();
      if (error instanceof TimeLimit) {
        this.#slow.add(key);
        return this.leaveOut(name, slow, work, true);
      }
      if (side.mayFail) return this.leaveOut(name, `failed: ${messageOf(error)}`, work);
      throw new Error(`${work.title}: ${name}: ${messageOf(error)}`);
    }
  }

  /**
   * Runs until everything is compiled, and finds how often a run repeats the work.
   *
   * @param {Host} host
   */
  async #warm(host) {
    const first = await this.#within(host.ask({ ask: "run", repeats: 1 }));
    if (first.ms > WARM_MS) return 1;
    const { ms } = await host.ask({ ask: "run", repeats: Math.ceil(WARM_MS / first.ms) });
    return Math.ceil(RUN_MS / ms);
  }

  /** @param {Entrant[]} entrants */
  async #time(entrants) {
    const spent = new Map(entrants.map((entrant) => [entrant, 0]));
    for (let run = 0; run < this.runs; run++) {
      for (const entrant of entrants) {
        const before = spent.get(entrant) ?? 0;
        if (before > 1000 * this.limit) continue;
        const { repeats, host, measured } = entrant;
        const { ms } = await host.ask({ ask: "run", repeats });
        measured.times.push(ms);
        spent.set(entrant, before + ms * repeats);
      }
    }
  }

  /**
   * @template Reply
   * @param {Promise<Reply>} reply
   * @returns {Promise<Reply>}
   */
  async #within(reply) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new TimeLimit()), 1000 * this.limit);
    });
    // What it is stopped with later is no news.
    reply.catch(() => {});
    try {
      return await Promise.race([reply, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Notes that a variant is not measured.
   *
   * @param {string} variant @param {string} reason @param {{ title: string }} work
   */
  leaveOut(variant, reason, { title }, slow = false) {
    this.notices.push({ variant, reason, title, slow });
    this.log(`  ${variant} is left out: ${reason}`);
    return null;
  }
}

/** @param {Case} work @param {Entrant[]} entrants */
function agree(work, [first, ...others]) {
  for (const { side, measured, sums } of others) {
    const { name, difference } = worstDifference(sums, first.sums);
    if (difference <= TOLERANCE) continue;
    const who = [side.title, measured.label].filter(Boolean).join(", ");
    throw new Error(
      `${work.title}: ${who} differs from ${first.side.title} by ${difference.toPrecision(2)} ` +
        `relative in ${name}, expected at most ${TOLERANCE}`,
    );
  }
}

/** @param {Case} work @param {Entrant[]} entrants @returns {Row} */
function rowOf(work, entrants) {
  /** @type {Row["sides"]} */
  const sides = {};
  for (const { side, measured } of entrants) {
    sides[side.name] ??= [];
    sides[side.name].push(measured);
    sides[side.name].sort((a, b) => median(a.times) - median(b.times));
  }
  return { name: work.name, title: work.title, sides };
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error));
