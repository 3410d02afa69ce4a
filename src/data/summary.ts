import { classCount } from "./checks.ts";
import type { Collection } from "./features.ts";
import { hasLogits, inputsOf, missing, oodSets } from "./inputs.ts";

/** The methods that lack an input, and what they need. */
function lacking(collection: Collection) {
  const { logits, odin, head } = inputsOf(collection);
  const needs = `logits: ${logits}`;
  return [
    { method: "MSP", needs: logits && needs },
    { method: "ODIN", needs: logits && odin && `${needs}; or ODIN scores: ${odin}` },
    { method: "Energy", needs: logits && needs },
    { method: "ViM", needs: head && `the classifier's head: ${head}` },
  ].flatMap(({ method, needs }) => (needs ? [{ method: method as LackingMethod, needs }] : []));
}

type LackingMethod = "MSP" | "ODIN" | "Energy" | "ViM";

/** What a collection amounts to, for the page. */
export function summarise(collection: Collection) {
  const { arrays, entries, files } = collection;
  const features = arrays.get("train_features");
  const labels = arrays.get("train_labels");
  const test = arrays.get("test_features");
  const gaps = missing(collection);
  return {
    files: [...files],
    arrays: entries.map(({ source, file, name, array, role, why }) => ({
      ...{ source, file, name, shape: array?.shape ?? null, dtype: array?.dtype ?? null },
      ...{ role, why },
    })),
    ready:
      gaps.length === 0 && features && labels && test
        ? {
            dimensions: features.shape[1],
            classes: classCount(labels.data as Int32Array),
            trainRows: features.shape[0],
            testRows: test.shape[0],
          }
        : null,
    missing: gaps,
    ood: oodSets(collection).map(({ dataset, group }) => ({
      dataset,
      group,
      rows: arrays.get(`ood_${dataset}_features`)!.shape[0],
      logits: hasLogits(collection, `ood_${dataset}`),
    })),
    odin: inputsOf(collection).odin ? ("temperature part" as const) : ("full" as const),
    lacking: lacking(collection),
  };
}
