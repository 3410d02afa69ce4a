/**
 * What a stored value must be like: gives it back with what it lacks filled in.
 *
 * @param at where it stands, for people, such as "record.report"
 * @throws if it is anything else
 */
export type Shape<Value> = (value: unknown, at: string) => Value;

export type ValueOf<S> = S extends Shape<infer Value> ? Value : never;

function wrong(at: string, expected: string, value: unknown): never {
  throw new Error(`${at}: expected ${expected}, found ${named(value)}`);
}

/** What a value is, for people. */
export function named(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return Array.isArray(value) ? "a list" : `another object`;
}

const typed =
  <Value>(type: string, expected: string): Shape<Value> =>
  (value, at) =>
    typeof value === type ? (value as Value) : wrong(at, expected, value);

export const anyNumber: Shape<number> = typed("number", "a number");
export const text: Shape<string> = typed("string", "a text");
export const flag: Shape<boolean> = typed("boolean", "true or false");

/** A number that is 0 or more. */
export const amount: Shape<number> = (value, at) =>
  typeof value === "number" && value >= 0 && value < Number.POSITIVE_INFINITY
    ? value
    : wrong(at, "a number of 0 or more", value);

/** A whole number of 0 or more. */
export const count: Shape<number> = (value, at) =>
  Number.isSafeInteger(amount(value, at)) ? (value as number) : wrong(at, "a whole number", value);

/** Milliseconds since 1970, as far as dates go. */
export const time: Shape<number> = (value, at) =>
  Number.isFinite(new Date(amount(value, at)).getTime())
    ? (value as number)
    : wrong(at, "a time in milliseconds since 1970", value);

export const oneOf =
  <const Value>(...values: readonly Value[]): Shape<Value> =>
  (value, at) =>
    values.includes(value as Value) ? (value as Value) : wrong(at, values.join(" or "), value);

export const orNull =
  <Value>(shape: Shape<Value>): Shape<Value | null> =>
  (value, at) =>
    value === null ? null : shape(value, at);

export const list =
  <Value>(shape: Shape<Value>): Shape<Value[]> =>
  (value, at) =>
    Array.isArray(value)
      ? Array.from(value, (item, i) => shape(item, `${at}[${i}]`))
      : wrong(at, "a list", value);

/** An array of numbers of one kind. */
export const numbers =
  <Value extends ArrayBufferView>(kind: abstract new (...given: never[]) => Value): Shape<Value> =>
  (value, at) =>
    value instanceof kind ? value : wrong(at, `a ${kind.name}`, value);

function entriesOf(value: unknown, at: string): object {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return wrong(at, "an object", value);
  }
  return value;
}

/** An object with at least these keys; the value is as it is, with what the shapes filled in. */
export const fields =
  <Shapes extends Record<string, Shape<unknown>>>(
    shapes: Shapes,
  ): Shape<{ [Key in keyof Shapes]: ValueOf<Shapes[Key]> }> =>
  (value, at) => {
    const found = entriesOf(value, at) as Record<string, unknown>;
    const read = Object.entries(shapes).map(([key, shape]) => [
      key,
      shape(found[key], `${at}.${key}`),
    ]);
    return { ...found, ...Object.fromEntries(read) };
  };

/** An object with some of these keys and no others. */
export const someOf =
  <Key extends string, Value>(
    keys: readonly Key[],
    shape: Shape<Value>,
  ): Shape<Partial<Record<Key, Value>>> =>
  (value, at) =>
    Object.fromEntries(
      Object.entries(entriesOf(value, at)).map(([key, part]) => [
        oneOf(...keys)(key, at),
        shape(part, `${at}.${key}`),
      ]),
    ) as Partial<Record<Key, Value>>;
