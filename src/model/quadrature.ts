/** Exact measures of a 2D energy, by the midpoint rule on a square grid. */

/** Nats of the truth's entropy by which a grid may be off before its cells are too coarse for the data. */
export const TOLERANCE = 1e-3;

/** A grid of size x size cell centres over [-extent, extent]^2, row-major from the bottom left. */
export interface Grid {
  size: number;
  extent: number;
}

/** The grid's points, [size^2, 2]. */
export function gridPoints({ size, extent }: Grid): Float32Array {
  const points = new Float32Array(2 * size * size);
  const cell = (2 * extent) / size;
  for (let i = 0; i < size * size; i++) {
    points[2 * i] = -extent + cell * ((i % size) + 0.5);
    points[2 * i + 1] = -extent + cell * (Math.floor(i / size) + 0.5);
  }
  return points;
}

/** The truth on a grid: its density, normalised there, its modes and its entropy in nats. */
export interface GridTruth {
  grid: Grid;
  density: Float64Array;
  modeOf: Uint8Array;
  modeMass: Float64Array;
  entropy: number;
}

/** Tabulates a density and its modes, 255 at most. */
export function gridTruth(
  grid: Grid,
  truth: {
    modes: { length: number };
    density(x: number, y: number): number;
    modeOf(x: number, y: number): number;
  },
): GridTruth {
  const points = gridPoints(grid);
  const cell = ((2 * grid.extent) / grid.size) ** 2;
  const count = grid.size * grid.size;
  const density = new Float64Array(count);
  const modeOf = new Uint8Array(count);
  let mass = 0;
  for (let i = 0; i < count; i++) {
    density[i] = truth.density(points[2 * i], points[2 * i + 1]);
    modeOf[i] = truth.modeOf(points[2 * i], points[2 * i + 1]);
    mass += density[i] * cell;
  }
  const modeMass = new Float64Array(truth.modes.length);
  let entropy = 0;
  for (let i = 0; i < count; i++) {
    density[i] /= mass;
    modeMass[modeOf[i]] += density[i] * cell;
    if (density[i] > 0) entropy -= density[i] * Math.log(density[i]) * cell;
  }
  return { grid, density, modeOf, modeMass, entropy };
}

/** log Z of exp(-E) / Z on a grid; `energies` are E at its points, [size^2]. */
export function logNormaliser({ size, extent }: Grid, energies: Float32Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (const energy of energies) if (energy < lowest) lowest = energy;
  let total = 0;
  for (const energy of energies) total += Math.exp(lowest - energy);
  return Math.log(total) + 2 * Math.log((2 * extent) / size) - lowest;
}

/** The probability of each of a grid's cells under exp(-E) / Z, [size^2], of sum 1. */
export function cellMasses(grid: Grid, energies: Float32Array): Float64Array {
  const logCell = 2 * Math.log((2 * grid.extent) / grid.size);
  const offset = logCell - logNormaliser(grid, energies);
  return Float64Array.from(energies, (energy) => Math.exp(offset - energy));
}

/**
 * Cells drawn by their masses, by inversion.
 *
 * @param masses of sum 1; @param uniform numbers in (0, 1], one a draw
 * @returns indices of cells, one a draw
 */
export function drawCells(masses: Float64Array, uniform: ArrayLike<number>): Int32Array {
  const order = Array.from(uniform, (_, i) => i).sort((a, b) => uniform[a] - uniform[b]);
  const cells = new Int32Array(order.length);
  let cell = 0;
  let below = masses[0];
  for (const draw of order) {
    while (below < uniform[draw] && cell < masses.length - 1) below += masses[++cell];
    cells[draw] = cell;
  }
  return cells;
}

/**
 * How well p = exp(-E) / Z, normalised on the grid, fits the truth.
 *
 * @param energies E at the grid's points, [size^2]
 * @returns nll: the cross-entropy E_truth[-log p] in nats, which is the expected test NLL; kl: KL
 *   (truth || p), summed over the cells in terms that are each 0 or more; logZ; modeMass of p; tv,
 *   half the L1 distance of the modes' masses
 */
export function fitOnGrid(truth: GridTruth, energies: Float32Array) {
  const { grid, density, modeOf, modeMass: trueMass } = truth;
  const cell = ((2 * grid.extent) / grid.size) ** 2;
  const logZ = logNormaliser(grid, energies);
  const modeMass = new Float64Array(trueMass.length);
  let nll = 0;
  let kl = 0;
  for (let i = 0; i < energies.length; i++) {
    const surprise = energies[i] + logZ;
    const p = Math.exp(-surprise);
    const t = density[i];
    modeMass[modeOf[i]] += p * cell;
    nll += t * surprise * cell;
    kl += (p - t + (t > 0 ? t * (Math.log(t) + surprise) : 0)) * cell;
  }
  let tv = 0;
  for (let m = 0; m < modeMass.length; m++) tv += Math.abs(modeMass[m] - trueMass[m]) / 2;
  return { nll, kl: Math.max(0, kl), logZ, modeMass, tv };
}
