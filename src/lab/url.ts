import { toyDefaults } from "../model/defaults.ts";
import type { ToyData, ToyModel, ToySettings } from "../model/recipe.ts";
import { ENCLOSED_KEYS, type Enclosed } from "./enclosed.ts";
import type { Field, Value } from "./fields.ts";
import type { Key } from "./key.ts";
import { CHAPTER, KEYS, TAB } from "./keys.ts";
import { FIRST_PLACE, type Place } from "./place.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "./settings.ts";
import { carry, changed, parse, rangeOf, read, withValue } from "./values.ts";

/** Written even where they equal the defaults, so that a link says what it shows. */
const ALWAYS = ["data", "model", "seed"];

const [DATA, MODEL] = ["data", "model"].map((key) => TOY_FIELDS.find((f) => f.key === key)!);
const OTHERS = TOY_FIELDS.filter((field) => field !== DATA && field !== MODEL);

/** The settings on other data or another model: their defaults, with what was changed before. */
function retargeted(toy: ToySettings, data: ToyData, model: ToyModel): ToySettings {
  const from = toyDefaults(toy.data, toy.model);
  return { ...carry(OTHERS, toy, from, toyDefaults(data, model)), data, model };
}

/**
 * The hash of a place, without the "#": plain keys, and only what differs from the defaults, or from
 * the state of the chapter that is open, `base`.
 */
export function encode(where: Place, base: Place = FIRST_PLACE): string {
  const pairs: [string, Value][] = [];
  const write = (key: Key) => {
    const text = key.write(where);
    if (text !== key.write(base)) pairs.push([key.url, text]);
  };
  pairs.push([TAB.url, TAB.write(where)]);
  const chapter = CHAPTER.write(where);
  if (chapter) pairs.push([CHAPTER.url, chapter]);
  const always = base === FIRST_PLACE ? ALWAYS : [];
  const { data, model } = where.toy;
  const turned = data !== base.toy.data ? [DATA] : [];
  if (model !== base.toy.model) turned.push(MODEL);
  const differs = new Set([
    ...turned,
    ...changed(OTHERS, where.toy, retargeted(base.toy, data, model)),
  ]);
  for (const field of TOY_FIELDS) {
    if (differs.has(field) || always.includes(field.key)) {
      pairs.push([field.url, read(where.toy, field.key)]);
    }
  }
  for (const field of changed(FEATURE_FIELDS, where.features, base.features)) {
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

/** A hash that says its tab: a chapter's is the Learn tab. */
export const ofTab = (hash: string) =>
  /(^|&)chapter=/.test(hash) && !/(^|&)tab=/.test(hash) ? `tab=learn&${hash}` : hash;

/** What a hash means: where it goes, what it brings along, and what it gets wrong. */
export interface Decoded {
  place: Place;
  enclosed: Enclosed;
  notices: string[];
}

/** What a hash means; what it gets wrong is left at its default and told in `notices`. */
export const decode = (hash: string): Decoded => mergeHash(FIRST_PLACE, hash);

/**
 * `place` with the keys of `hash` changed; other data or another model bring their own defaults, and
 * what differs from the old ones stays. What the hash gets wrong is left as it is and told in `notices`.
 */
export function mergeHash(place: Place, hash: string): Decoded {
  const { given, notices } = readPairs(hash);
  const kept = place === FIRST_PLACE ? "the default " : "";
  const instead = (text: Value) => `${kept}${text} ${kept ? "is used" : "stays"}`;

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
    notices.push(`${field.url}: ${expected}; ${instead(fallback)}`);
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
    const so = key.initial ? instead(kept ? key.initial : key.write(place)) : "it is left out";
    notices.push(`${key.url}: expected ${key.expected}, found "${text}"; ${so}`);
    return place;
  };

  const open = <Name extends keyof Enclosed>(name: Name): Enclosed[Name] => {
    const { url, expected, read } = ENCLOSED_KEYS[name];
    const text = taken(url);
    if (text === undefined) return null;
    const value = read(text);
    if (!value) {
      const found = text.length > 20 ? `${text.slice(0, 20)}…` : text;
      notices.push(`${url}: expected ${expected}, found "${found}"; it is left out`);
    }
    return value;
  };

  const { toy, features } = place;
  const [data, model] = [take(DATA!, toy.data), take(MODEL!, toy.model)];
  const settled: Place = {
    ...place,
    toy: takeAll(OTHERS, retargeted(toy, data as ToyData, model as ToyModel)),
    features: takeAll(FEATURE_FIELDS, features),
  };
  const merged = [TAB, CHAPTER, ...KEYS].reduce(takeKey, settled);
  const enclosed = { drawing: open("drawing"), painted: open("painted") };
  for (const key of given.keys()) {
    notices.push(`${key}: no setting has this name; it is left out`);
  }
  return { place: merged, enclosed, notices };
}

/** What `place` has under the keys that `hash` names: merged into it, a merge of `hash` is undone. */
export function sameKeys(place: Place, hash: string): string {
  const keys = [...readPairs(hash).given.keys()];
  const values = keys.flatMap((name) => {
    const key = [TAB, CHAPTER, ...KEYS].find(({ url }) => url === name);
    if (key) return [[name, key.write(place)]];
    const toy = TOY_FIELDS.find(({ url }) => url === name);
    if (toy) return [[name, read(place.toy, toy.key)]];
    const field = FEATURE_FIELDS.find(({ url }) => url === name);
    return field ? [[name, read(place.features, field.key)]] : [];
  });
  return values.map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join("&");
}
