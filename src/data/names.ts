import type { OodGroup } from "../model/recipe.ts";

/** What the axes of each kind of array count; "rows" is its set's own, the others hold for all. */
export const CONTENTS = {
  features: { axes: ["rows", "dimensions"], floating: true },
  logits: { axes: ["rows", "classes"], floating: true },
  labels: { axes: ["rows"], floating: false },
  /** ODIN scores with the input's perturbation, higher meaning more out. */
  odin: { axes: ["rows"], floating: true },
  weight: { axes: ["classes", "dimensions"], floating: true },
  bias: { axes: ["classes"], floating: true },
} as const;
export type Content = keyof typeof CONTENTS;

/** What an array is: whose rows it holds ("train", "test", "ood_svhn", "head") and what. */
export interface Role {
  part: string;
  content: Content;
}

/** Every role's name, for people. */
export const EXPECTED_NAMES =
  "train_features, train_labels, train_logits, the same three with test_, ood_<name>_features, " +
  "ood_<name>_logits, train_odin, test_odin, ood_<name>_odin, head_weight or head_bias";

/** The exporter's notes beside its files: the lab passes them by. */
export const EXPORT_NOTES = "meta.json";

/** The name of a role, such as "train_features". */
export function roleName({ part, content }: Role): string {
  return `${part}_${content}`;
}

/** The role that a name spells out; null if it is no role's name. */
export function parseRole(name: string): Role | null {
  const match =
    /^(train|test|ood_.+)_(features|logits|odin)$/.exec(name) ??
    /^(train|test)_(labels)$/.exec(name) ??
    /^(head)_(weight|bias)$/.exec(name);
  return match && { part: match[1], content: match[2] as Content };
}

/** Other words for a content, as exporters and toolkits use them. */
const CONTENT_WORDS: Record<Content, RegExp> = {
  features: /^(features?|feats?|f|embeddings?|emb|penultimate|representations?|hidden|x|z)$/,
  logits: /^logits?$/,
  labels: /^(labels?|targets?|y|gt)$/,
  odin: /^odin$/,
  weight: /^(weights?|w)$/,
  bias: /^(bias|b)$/,
};
const SIDE_WORDS = {
  ood: /^(near|mid|far)?ood$/,
  train: /^(train|training|trainset)$/,
  test: /^(test|testing|testset|id|ind|indist)$/,
  head: /^(head|fc|classifier|linear)$/,
};
/** Words that say nothing: OpenOOD names its arrays feat_list and label_list. */
const FILLER = /^(list|array|data|set|scores?|module|model|near|mid|far)$/;

/** What the words of a name say; null where they are silent. */
export interface Hints {
  side: keyof typeof SIDE_WORDS | null;
  content: Content | null;
  /** The words that are left, which may name a data set. */
  rest: string;
}

/**
 * Reads a name in other words than a role's own, such as "svhn_ood_feats" or "fc.weight". Words are
 * set apart by whatever is no letter or digit, or by a capital.
 */
export function hintsOf(name: string): Hints {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const said = <Key extends string>(table: Record<Key, RegExp>) =>
    (Object.keys(table) as Key[]).find((key) => words.some((word) => table[key].test(word))) ??
    null;
  const known = [...Object.values(CONTENT_WORDS), ...Object.values(SIDE_WORDS), FILLER];
  // A letter alone may name a data set as well as say x, y or b.
  const speaks = (word: string) => word.length > 1 && known.some((pattern) => pattern.test(word));
  const rest = words.filter((word) => !speaks(word)).join("_");
  return { side: said(SIDE_WORDS), content: said(CONTENT_WORDS), rest };
}

const GROUPS: [RegExp, OodGroup][] = [
  [/^(cifar10|cifar100|tinyimagenet|tin|ssb_hard|ninco)$/, "near"],
  [/^(intelscenes|lsun|places365|places)$/, "mid"],
  [/^(svhn|dtd\d*|textures?|mnist|inaturalist|openimage_o)$/, "far"],
];

/** The usual group of an OOD set by its name (sec. 3, Datasets); "mid" if the name is unknown. */
export function usualGroup(dataset: string): OodGroup {
  return GROUPS.find(([pattern]) => pattern.test(dataset.toLowerCase()))?.[1] ?? "mid";
}
