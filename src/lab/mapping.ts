import type { FeatureArray } from "../../workers/protocol/features.ts";

/** What arrays can be taken for, by whose rows they hold; "ood" stands for a set of any name. */
export const CHOICES = [
  { part: "train", label: "Training", contents: ["features", "labels", "logits", "odin"] },
  { part: "test", label: "Test", contents: ["features", "labels", "logits", "odin"] },
  { part: "ood", label: "OOD", contents: ["features", "logits", "odin"] },
  { part: "head", label: "Head", contents: ["weight", "bias"] },
] as const;

/** A choice for an array: "train features", or "" where it is left out; an OOD set has a name. */
export interface Choice {
  choice: string;
  dataset: string | null;
}

/** The choice that a role is. */
export function choiceOf(role: string | null): Choice {
  const [, part = "", content = ""] = /^(.+)_([a-z]+)$/.exec(role ?? "") ?? [];
  if (part.startsWith("ood_")) return { choice: `ood ${content}`, dataset: part.slice(4) };
  return { choice: role === null ? "" : `${part} ${content}`, dataset: null };
}

/** The role that a choice means; null leaves the array out. */
export function roleOf({ choice, dataset }: Choice): string | null {
  if (choice === "") return null;
  const [part, content] = choice.split(" ");
  return `${part === "ood" ? `ood_${dataset}` : part}_${content}`;
}

/**
 * A name for an OOD set that has none yet: its array's, or else its file's without an extension;
 * where that spells out a role, such as ood_svhn_features, the set's name in it.
 */
export function datasetName({ name, file }: FeatureArray): string {
  const own = name || file.replace(/\.[^.]*$/, "") || "ood";
  return /^ood_(.+)_(features|logits|odin)$/.exec(own)?.[1] ?? own;
}

const UNITS = [
  [1e9, "GB"],
  [1e6, "MB"],
  [1e3, "kB"],
] as const;

/** Bytes for people: "512 B", "1.2 kB", "102.4 MB". */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, name] = UNITS.find(([unit]) => bytes >= unit)!;
  return `${(bytes / unit).toFixed(1)} ${name}`;
}
