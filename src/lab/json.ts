/** @throws for people, naming the file */
export function jsonOf(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${name}: expected JSON, found a fault: ${(error as Error).message}`);
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @throws for people, where a value is none */
export function objectOf(name: string, value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new Error(`${name}: expected an object, found ${shown(value)}`);
}

/** A value in a few words, for errors. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
