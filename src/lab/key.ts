import { FIRST_PLACE, type Place } from "./place.ts";
import { type Domain, parse } from "./values.ts";

/** A part of the place that is no setting of a run, as the address has it. */
export interface Key {
  url: string;
  /** What it takes, for people. */
  expected: string;
  /** The text of what is so without this key; "" for nothing. */
  initial: string;
  /** The place with what the text means, or null where that is nothing. */
  read: (text: string, place: Place) => Place | null;
  /** What the address says of the place. */
  write: (place: Place) => string;
}

/** A part of the place that has a text of its own. */
export function key<T>(
  [url, expected]: [url: string, expected: string],
  [get, set]: [get: (place: Place) => T, set: (place: Place, value: T) => Place],
  [read, write]: [read: (text: string) => T | null, write: (value: T) => string],
): Key {
  const initial = write(get(FIRST_PLACE));
  return {
    ...{ url, expected, initial },
    read: (text, place) => {
      const value = read(text);
      return value === null ? null : set(place, value);
    },
    write: (place) => write(get(place)),
  };
}

export type Part<Name extends keyof Place> = [
  get: (place: Place) => Place[Name],
  set: (place: Place, value: Place[Name]) => Place,
];
/** A part of the place by its name. */
export const part = <Name extends keyof Place>(name: Name): Part<Name> => [
  (place) => place[name],
  (place, value) => ({ ...place, [name]: value }),
];

/** The text of a value that a domain takes. */
export const domain = <T extends string | number>(of: Domain) =>
  [(text: string) => parse(of, text) as T | null, String] as const;

/** A domain of some words. */
export const choiceOf = (url: string, options: readonly string[]): Domain => ({
  ...{ kind: "choice", url },
  options: options.map((value) => ({ value, label: value })),
});

/** The names in a list such as "points,level", in the order of `all`; none of them is "none". */
export function namesOf<Name extends string>(all: readonly Name[], text: string): Name[] | null {
  const given = text === "none" ? [] : text.split(",");
  if (!given.every((name) => (all as readonly string[]).includes(name))) return null;
  return all.filter((name) => given.includes(name));
}
