/** @typedef {import("./work/case.ts").Case} Case */

const TOY = { inputs: 2, hiddenLayers: 2, width: 128, activation: "silu" };
const PAPER = { inputs: 512, hiddenLayers: 4, width: 1024, activation: "leakyRelu" };
const BATCH = 256;

/**
 * The cases, each family from less to more work.
 *
 * @param {boolean} quick sizes that take seconds: they show that everything runs, not how fast
 * @returns {Case[]}
 */
export function casesOf(quick) {
  const paper = quick ? { ...PAPER, inputs: 64, width: 64 } : PAPER;
  const size = quick ? 40 : 200;
  const queries = quick ? 400 : 10_000;
  const bank = quick ? 2000 : 50_000;
  return /** @type {Case[]} */ ([
    ...trainings("2d", TOY, quick),
    ...trainings("paper", paper, quick),
    {
      ...{
        kind: "grid",
        name: "grid",
        title: `grid ${size}x${size}, ${shape(TOY)} + E_G of 10 classes`,
      },
      ...{ network: TOY, classes: 10, size },
    },
    ...[64, 512].map((dimensions) => ({
      ...{ kind: "neighbours", name: `knn-${dimensions}`, dimensions, queries, bank },
      title: `KNN, ${count(queries)} in ${count(bank)} x ${dimensions}, k = 50`,
      neighbours: 50,
    })),
  ]);
}

/** @param {number} number */
const count = (number) => number.toLocaleString("en");

/** @param {typeof TOY} network */
function shape({ inputs, width, hiddenLayers }) {
  return [inputs, ...new Array(hiddenLayers).fill(width), 1].join("-");
}

/** @param {string} family @param {typeof TOY} network @param {boolean} quick */
function trainings(family, network, quick) {
  const batch = quick ? 32 : BATCH;
  return [20, 200].flatMap((length) =>
    [10, 100].map((classes) => {
      const steps = quick ? length / 10 : length;
      const title = `update of ${shape(network)}, ${steps} SGLD steps, E_G of ${classes} classes`;
      const name = `${family}-${length}-${classes}`;
      return { kind: "training", name, title, network, classes, steps, batch };
    }),
  );
}

/** @param {Case} work */
export const familyOf = (work) => work.name.split("-")[0];
