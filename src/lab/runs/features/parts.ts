import { METHODS } from "../../../detection/methods.ts";
import { METRICS } from "../../../detection/report.ts";
import { OOD_GROUPS } from "../../../model/recipe.ts";
import type { FeatureParts } from "../record.ts";
import * as is from "../shapes.ts";

const floats = is.numbers(Float32Array);
const group = is.oneOf(...OOD_GROUPS);

const summary = is.fields({
  files: is.list(is.fields({ name: is.text, bytes: is.amount, sha256: is.orNull(is.text) })),
  arrays: is.list(
    is.fields({
      ...{ source: is.text, file: is.text, name: is.text, shape: is.orNull(is.list(is.count)) },
      ...{ dtype: is.orNull(is.text), role: is.orNull(is.text), why: is.orNull(is.text) },
    }),
  ),
  ready: is.orNull(
    is.fields({
      ...{ dimensions: is.count, classes: is.count },
      ...{ trainRows: is.count, testRows: is.count },
    }),
  ),
  missing: is.list(is.text),
  ood: is.list(is.fields({ dataset: is.text, group, rows: is.count, logits: is.flag })),
  odin: is.oneOf("full", "temperature part"),
  lacking: is.list(is.fields({ method: is.oneOf(...METHODS), needs: is.text })),
});

const plan = is.fields({
  ...{ network: is.text, seconds: is.amount, parameters: is.count, updates: is.count },
  ...{ overBudget: is.flag, ridge: is.amount },
});

const metrics = { auroc: is.anyNumber, fpr95: is.anyNumber, fpr95OodPositive: is.anyNumber };

const heldOut = is.fields({
  ...{ rows: is.count, gap: is.anyNumber },
  ...{ likelihood: is.orNull(is.anyNumber), effective: is.orNull(is.anyNumber) },
});

const scored = is.fields({
  ...{ method: is.oneOf(...METHODS), variant: is.orNull(is.text), final: is.flag },
  results: is.list(is.fields({ dataset: is.text, group, ...metrics, curve: floats })),
  distribution: is.fields({
    ...{ domain: is.list(is.anyNumber), id: floats, ood: is.list(floats) },
    thresholds: is.numbers(Float64Array),
    ...{ acceptedId: floats, accepted: is.list(floats) },
  }),
  heldOut: (value, at) => (value === undefined ? undefined : heldOut(value, at)),
});

const estimate = is.fields({
  value: is.anyNumber,
  interval: is.orNull(is.list(is.anyNumber)),
  best: is.flag,
});
const cell = is.fields(Object.fromEntries(METRICS.map((metric) => [metric, estimate])));
const comparison = {
  columns: is.list(
    is.fields({ name: is.text, group: is.orNull(group), datasets: is.list(is.text) }),
  ),
  methods: is.list(is.fields({ method: is.oneOf(...METHODS), cells: is.list(is.orNull(cell)) })),
};

const row: is.Shape<number[]> = (value, at) => {
  const found = is.list(is.anyNumber)(value, at);
  if (found.length === 3) return found;
  throw new Error(`${at}: expected an update, a loss and a gap, found ${found.length} numbers`);
};
const training = is.fields({
  updates: is.count,
  trace: is.fields({ stride: is.count, rows: is.list(row), pending: is.list(row) }),
});

const parts = is.fields({
  summary,
  plan,
  results: is.someOf(METHODS, scored),
  comparison: is.orNull(is.fields({ ...comparison, ablation: is.fields(comparison) })),
  trainings: is.someOf(METHODS, training),
});

/**
 * What the Features tab shows of a run, as it was stored.
 *
 * @throws where it is damaged
 */
export const readParts: is.Shape<FeatureParts> = (stored, at) => parts(stored, at) as FeatureParts;
