import type { OodGroup } from "../model/recipe.ts";

/** What the axes of each kind of file count; "rows" is a file's own, the others hold for all. */
export const CONTENTS = {
  features: { axes: ["rows", "dimensions"], floating: true },
  logits: { axes: ["rows", "classes"], floating: true },
  labels: { axes: ["rows"], floating: false },
  weight: { axes: ["classes", "dimensions"], floating: true },
  bias: { axes: ["classes"], floating: true },
  /** ODIN scores with the input's perturbation, higher meaning more out; read, not scored with yet. */
  odin: { axes: ["rows"], floating: true },
} as const;
export type Content = keyof typeof CONTENTS;

/** What a file's name says: whose rows it holds ("train", "test", "ood_svhn", "head") and what. */
export interface FileName {
  part: string;
  content: Content;
}

/** Every name the lab takes, for people. */
export const EXPECTED_NAMES =
  "train_features.npy, train_labels.npy, train_logits.npy, train_odin.npy, the same four with " +
  "test_, ood_<name>_features.npy, ood_<name>_logits.npy, ood_<name>_odin.npy, head_weight.npy " +
  "or head_bias.npy";

/** The exporter's notes beside its files: the lab passes them by. */
export const EXPORT_NOTES = "meta.json";

/** Reads a file's name; null if it is none the lab knows. */
export function parseName(name: string): FileName | null {
  const match =
    /^(train|test|ood_.+)_(features|logits|odin)\.npy$/.exec(name) ??
    /^(train|test)_(labels)\.npy$/.exec(name) ??
    /^(head)_(weight|bias)\.npy$/.exec(name);
  return match && { part: match[1], content: match[2] as Content };
}

/** The name of a file. */
export function fileName(part: string, content: Content): string {
  return `${part}_${content}.npy`;
}

const GROUPS: [RegExp, OodGroup][] = [
  [/^(cifar10|cifar100|tinyimagenet)$/, "near"],
  [/^(intelscenes|lsun|places365)$/, "mid"],
  [/^(svhn|dtd\d*|textures|mnist)$/, "far"],
];

/** The usual group of an OOD set by its name (sec. 3, Datasets); "mid" if the name is unknown. */
export function usualGroup(dataset: string): OodGroup {
  return GROUPS.find(([pattern]) => pattern.test(dataset.toLowerCase()))?.[1] ?? "mid";
}
