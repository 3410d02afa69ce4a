import type { Row } from "./database.ts";

/** Bytes that all runs may come to, if the browser grants twice as many. */
export const LIMIT = 1e9;

/** Once the limit is reached, room is made down to this share of it. */
const SLACK = 0.95;

/** Milliseconds for which a deleted run can be restored. */
export const RESTORABLE = 60_000;

/** What runs may come to where the browser grants so many bytes, if it tells. */
export const limitOf = (quota: number | undefined) => Math.min(LIMIT, (quota ?? Infinity) / 2);

const stateBytes = ({ states }: Row) => states.reduce((sum, [, bytes]) => sum + bytes, 0);

export const bytesOf = (row: Row) => row.bytes.record + row.bytes.details + stateBytes(row);

export const sumOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + bytesOf(row), 0);

/** Whether a run was deleted so long ago that it is to go for good. */
export const isGone = ({ removed }: Row, now: number) =>
  removed !== null && now - removed >= RESTORABLE;

/** What there is of a record to judge by, whatever it is. */
interface Judged {
  pinned?: unknown;
  standing?: unknown;
  changed?: unknown;
  sweep?: { dropped?: unknown } | null;
}

/**
 * The runs that lose their states so that `needed` bytes more fit in: finished ones that are not
 * pinned, those changed longest ago first; null where even all of theirs do not do.
 */
export function shed(rows: readonly Row[], needed: number, limit: number): string[] | null {
  let total = needed + sumOf(rows);
  if (total <= limit) return [];
  const finished = rows.filter(({ record, states }) => {
    const { pinned, standing, sweep } = (record ?? {}) as Judged;
    const over = standing === "done" || standing === "failed" || sweep?.dropped === true;
    return over && pinned !== true && states.length > 0;
  });
  const changed = ({ record }: Row) => Number((record as Judged).changed) || 0;
  const gone: string[] = [];
  for (const row of finished.toSorted((a, b) => changed(a) - changed(b))) {
    if (total <= SLACK * limit) break;
    total -= stateBytes(row);
    gone.push(row.id);
  }
  return total <= limit ? gone : null;
}
