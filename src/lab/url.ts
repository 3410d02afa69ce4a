import { featureDefaults, toyDefaults } from "../model/defaults.ts";
import type { ToyData, ToyModel } from "../model/recipe.ts";
import type { Field, Value } from "./fields.ts";
import { KEYS, type Key, TAB } from "./keys.ts";
import { FIRST_PLACE, type Place } from "./place.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "./settings.ts";
import { changed, parse, rangeOf, read, withValue } from "./values.ts";

/** Written even where they equal the defaults, so that a link says what it shows. */
const ALWAYS = ["data", "model", "seed"];

/** The hash of a place, without the "#": plain keys, and only what differs from the defaults. */
export function encode(where: Place): string {
  const pairs: [string, Value][] = [];
  const write = (key: Key) => {
    const text = key.write(where);
    if (text !== null) pairs.push([key.url, text]);
  };
  write(TAB);
  const defaults = toyDefaults(where.toy.data, where.toy.model);
  const differs = new Set(changed(TOY_FIELDS, where.toy, defaults));
  for (const field of TOY_FIELDS) {
    if (differs.has(field) || ALWAYS.includes(field.key)) {
      pairs.push([field.url, read(where.toy, field.key)]);
    }
  }
  for (const field of changed(FEATURE_FIELDS, where.features, featureDefaults())) {
    pairs.push([field.url, read(where.features, field.key)]);
  }
  for (const key of KEYS) write(key);
  const written = (value: Value) => encodeURIComponent(value).replaceAll("%2C", ",");
  return pairs.map(([key, value]) => `${key}=${written(value)}`).join("&");
}

/** The values of a hash by their keys, and what is wrong with its form. */
function readPairs(hash: string) {
  const given = new Map<string, string>();
  const notices = new Set<string>();
  for (const pair of hash.replace(/^#/, "").split("&").filter(Boolean)) {
    const [key = "", ...rest] = pair.split("=");
    const value = rest.join("=");
    try {
      const name = decodeURIComponent(key);
      if (given.has(name))
        notices.add(`${name}: expected once, found several times; the last is used`);
      given.set(name, decodeURIComponent(value));
    } catch {
      notices.add(`${key}: expected percent-encoded text, found "${value}"; it is left out`);
    }
  }
  return { given, notices: [...notices] };
}

/** The place a hash means; what it gets wrong is left at its default and told in `notices`. */
export function decode(hash: string): { place: Place; notices: string[] } {
  const { given, notices } = readPairs(hash);

  const taken = (key: string): string | undefined => {
    const text = given.get(key);
    given.delete(key);
    return text;
  };
  const take = (field: Field, fallback: Value): Value => {
    const text = taken(field.url);
    if (text === undefined) return fallback;
    const value = parse(field, text);
    if (value !== null) return value;
    const expected = `expected ${rangeOf(field)}, found "${text}"`;
    notices.push(`${field.url}: ${expected}; the default ${fallback} is used`);
    return fallback;
  };
  const takeAll = <S extends object>(fields: Field[], settings: S): S =>
    fields.reduce((result, field) => {
      const value = take(field, read(settings, field.key));
      return withValue(result, field.key, value);
    }, settings);
  const takeKey = (place: Place, key: Key): Place => {
    const text = taken(key.url);
    if (text === undefined) return place;
    const found = key.read(text, place);
    if (found) return found;
    const instead = key.initial ? `the default ${key.initial} is used` : "it is left out";
    notices.push(`${key.url}: expected ${key.expected}, found "${text}"; ${instead}`);
    return place;
  };

  const [data, model] = ["data", "model"].map((key) => TOY_FIELDS.find((f) => f.key === key)!);
  const toy = toyDefaults(take(data!, "cross") as ToyData, take(model!, "correction") as ToyModel);
  const settled: Place = {
    ...FIRST_PLACE,
    toy: takeAll(TOY_FIELDS, toy),
    features: takeAll(FEATURE_FIELDS, featureDefaults()),
  };
  const place = [TAB, ...KEYS].reduce(takeKey, settled);
  for (const key of given.keys()) {
    notices.push(`${key}: no setting has this name; it is left out`);
  }
  return { place, notices };
}
