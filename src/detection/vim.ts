import { innerProducts, openBank } from "../kernels/evaluate.ts";
import { symmetricEigen } from "../model/eigen.ts";
import type { Parts } from "../model/parts.ts";
import { meanOuterProduct } from "../model/scatter.ts";
import type { Detector, Rows } from "./detector.ts";
import { logSumExp, placeOfTop, scoreLogits } from "./logits.ts";

/** Eigenvalues below this share of the largest are taken for 0. */
const RANK = 1e-12;
/** A residual below this share of the features' length is rounding. */
const LEAST_RESIDUAL = 1e-5;

/** What the principal dimensions of raw training features leave. */
export interface ResidualSpace {
  /** The origin o, [D], where all logits are 0 or as near to it as they come. */
  origin: Float64Array;
  /** An orthonormal basis of what is left, [D - N, D]. */
  basis: Float64Array;
}

/** N of the paper for D dimensions: 1000 of 2048 or more, 512 of 768 or more, else half. */
export function principalDimensions(dimensions: number): number {
  if (dimensions >= 2048) return 1000;
  return dimensions >= 768 ? 512 : Math.floor(dimensions / 2);
}

/**
 * The residual space of ViM (Wang et al., CVPR 2022): o = -W^+ b, and the eigenvectors of the mean of
 * (x - o) (x - o)^T with the D - N least eigenvalues.
 *
 * @param head the classifier's weight [C, D] and bias [C]
 * @param principal N, 0 for the paper's own rule
 * @throws if N leaves nothing
 */
export function* residualSpace(
  { count, features, lengths }: Pick<Rows, "count" | "features" | "lengths">,
  head: { weight: Float32Array; bias: Float32Array },
  principal: number,
): Parts<ResidualSpace> {
  const d = features.length / count;
  const taken = principal || principalDimensions(d);
  if (taken >= d) {
    throw new Error(
      `ViM: expected fewer principal dimensions than the features have, ${d}, found ${taken}; ` +
        "lower them, or set 0 for the usual number",
    );
  }
  const origin = yield* leastLogits(head, d);
  const scatter = yield* meanOuterProduct(count, d, (i, row) => {
    for (let k = 0; k < d; k++) row[k] = features[i * d + k] * lengths[i] - origin[k];
  });
  const { vectors } = yield* symmetricEigen(scatter, d);
  return { origin, basis: vectors.slice(0, (d - taken) * d) };
}

/** -W^+ b = -W^T (W W^T)^+ b. */
function* leastLogits(
  { weight, bias }: { weight: Float32Array; bias: Float32Array },
  d: number,
): Parts<Float64Array> {
  const classes = bias.length;
  const gram = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += weight[i * d + k] * weight[j * d + k];
      gram[i * classes + j] = sum;
      gram[j * classes + i] = sum;
    }
    yield;
  }
  const { values, vectors } = yield* symmetricEigen(gram, classes);
  const origin = new Float64Array(d);
  const least = RANK * values[classes - 1];
  values.forEach((value, i) => {
    if (!(value > least)) return;
    const vector = vectors.subarray(i * classes, (i + 1) * classes);
    const share = vector.reduce((sum, own, c) => sum + own * bias[c], 0) / value;
    vector.forEach((own, c) => {
      for (let k = 0; k < d; k++) origin[k] -= share * own * weight[c * d + k];
    });
  });
  return origin;
}

/** Scores raw features by the length of their residual; `dispose` frees its basis. */
export interface Residuals extends Pick<Detector, "score"> {
  dispose(): void;
}

/** Puts a residual space on the device. */
export function openResiduals({ origin, basis }: ResidualSpace): Residuals {
  const d = origin.length;
  const many = basis.length / d;
  const bank = openBank(Float32Array.from(basis), d);
  return {
    async score({ count, features, lengths }) {
      const raw = new Float32Array(features.length);
      for (let i = 0; i < raw.length; i++) {
        raw[i] = features[i] * lengths[Math.floor(i / d)] - origin[i % d];
      }
      const products = await innerProducts(raw, bank);
      return Float32Array.from({ length: count }, (_, i) => {
        let squares = 0;
        for (let k = i * many; k < (i + 1) * many; k++) squares += products[k] ** 2;
        return Math.sqrt(squares);
      });
    },
    dispose: () => bank.dispose(),
  };
}

/**
 * alpha, which makes a residual's length a logit: the training rows' mean largest logit over their
 * mean residual.
 *
 * @param residuals of the training rows, [count]
 * @throws if the training rows have no residual, or no positive logits
 */
export function residualScale(train: Rows, residuals: Float32Array): number {
  const tops = scoreLogits(
    "ViM",
    train,
    (logits, from, to) => logits[placeOfTop(logits, from, to)],
  );
  const top = mean(tops);
  const residual = mean(residuals);
  const length = mean(train.lengths);
  if (!(residual > LEAST_RESIDUAL * length)) {
    throw new Error(
      `ViM: the training features' mean residual is ${residual.toPrecision(2)} of a length of ` +
        `${length.toPrecision(2)}, expected some; lower the principal dimensions or give more rows`,
    );
  }
  if (!(top > 0)) {
    throw new Error(
      `ViM: the training rows' mean largest logit is ${top.toPrecision(2)}, expected more than 0; ` +
        "a residual cannot be compared with such logits",
    );
  }
  return top / residual;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Virtual-logit matching (Wang et al., CVPR 2022): alpha |residual| - logsumexp(f), which ranks as
 * the softmax probability of the residual's logit among the others does.
 */
export function vim(residuals: Residuals, scale: number): Detector {
  return {
    method: "ViM",
    async score(rows) {
      const lengths = await residuals.score(rows);
      const energies = scoreLogits("ViM", rows, logSumExp);
      return lengths.map((length, i) => scale * length - energies[i]);
    },
    dispose: () => residuals.dispose(),
  };
}
