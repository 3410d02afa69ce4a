import fc from "fast-check";
import type { Field, Value } from "../../src/lab/fields.ts";

/** Any value that a field takes. */
export function anyValue(field: Field): fc.Arbitrary<Value> {
  if (field.kind === "choice") return fc.constantFrom(...field.options.map(({ value }) => value));
  const { min, max } = field;
  if (field.kind === "integer") return fc.integer({ min, max });
  return fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value));
}
