/** Long work in parts: between two of them, other work may come in or the whole be given up. */
export type Parts<Result> = Generator<void, Result>;

/** Does all parts in one go. */
export function atOnce<Result>(parts: Parts<Result>): Result {
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}
