import fc from "fast-check";

/** Does damage to any place of a value: takes it away, or puts anything else there. */
export const anyDamage: fc.Arbitrary<(value: object) => unknown> = fc
  .record({
    way: fc.array(fc.nat(), { minLength: 0, maxLength: 5 }),
    other: fc.oneof(
      fc.constant(undefined),
      fc.constant(Number.NaN),
      fc.constant(Number.POSITIVE_INFINITY),
      fc.constant(-1),
      fc.constant(new Float32Array(3)),
      fc.anything({ maxDepth: 2 }),
    ),
  })
  .map(
    ({ way, other }) =>
      (value: object) =>
        damaged(value, way, other),
  );

function damaged(value: object, way: readonly number[], other: unknown): unknown {
  if (way.length === 0) return other;
  let inner = value as Record<string, unknown>;
  for (const [depth, turn] of way.entries()) {
    const keys = Object.keys(inner).slice(0, 200);
    const key = keys[turn % Math.max(1, keys.length)];
    if (key === undefined) break;
    const next = inner[key];
    const last = depth === way.length - 1 || next === null || typeof next !== "object";
    if (last || ArrayBuffer.isView(next)) {
      if (other === undefined && !ArrayBuffer.isView(inner)) delete inner[key];
      else inner[key] = other;
      break;
    }
    inner = next as Record<string, unknown>;
  }
  return value;
}
