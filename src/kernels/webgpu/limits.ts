import { layersOf, type Network } from "../../model/network.ts";

/** Coordinates at most: sums over the few coordinates of a point are not split between threads. */
const INPUTS = 16;
/** Units a layer at most: wider layers are worth a matrix product each. */
const WIDTH = 256;
/** Threads that split a sum over units, PARTS of network.wgsl. */
const PARTS = 16;
const FLOATS = 4;

/** Points that a work-group holds, one a lane. */
export const LANES = 4;
/** Floating-point operations a dispatch: some 0.1 s on a slow GPU, far from any driver's watchdog. */
const WORK = 1e9;
/** The same for matrix products, which read far less a operation, and for a submission of them. */
export const GEMM_WORK = 1e10;

/** The overrides of layout.wgsl, network.wgsl and mixture.wgsl. */
export type Constants = Record<string, number>;

/**
 * How a work-group holds a network and the gradient of a mixture of `classes` (0 for none), or null
 * if it cannot: these take matrix products.
 */
export function constantsFor(
  network: Network,
  classes: number,
  limits: GPUSupportedLimits,
): Constants | null {
  const { inputs, fourierFeatures, hiddenLayers, width, activation } = network;
  if (inputs > INPUTS || width > WIDTH || hiddenLayers < 1) return null;
  const parts = inputs + PARTS * (inputs + 1);
  const room = Math.max(parts, width, 2 * fourierFeatures, classes);
  // Points, noise, both halves of the exchange, slopes: network.wgsl and chain.wgsl.
  const lanes = 2 * inputs + 2 * room + hiddenLayers * width;
  if (FLOATS * LANES * lanes > limits.maxComputeWorkgroupStorageSize) return null;
  const threads = Math.min(64 * Math.ceil(width / 64), limits.maxComputeInvocationsPerWorkgroup);
  return {
    ...{ inputs, hiddenLayers, width, classes, room, threads },
    frequencyCount: fourierFeatures,
    silu: activation === "silu" ? 1 : 0,
  };
}

/** Whether a thread can hold a point of `inputs` coordinates. */
export function fitsThread(inputs: number): boolean {
  return inputs <= INPUTS;
}

/** Floating-point operations of one forward pass over `rows` points. */
export function forwardWork(network: Network, rows: number): number {
  const weights = layersOf(network).reduce((sum, layer) => sum + layer.inputs * layer.outputs, 0);
  return 2 * rows * (weights + network.inputs * network.fourierFeatures);
}

/** How a product's tile is split: rows a thread (four columns each), threads down and across. */
export interface Tile {
  block: 4 | 8;
  rowThreads: number;
  columnThreads: number;
}

/** The larger a tile, the less is read; 14 KiB and 256 threads at most, as any adapter has. */
const TILES: Tile[] = [
  { block: 8, rowThreads: 16, columnThreads: 16 },
  { block: 4, rowThreads: 16, columnThreads: 16 },
  { block: 4, rowThreads: 8, columnThreads: 16 },
  { block: 4, rowThreads: 8, columnThreads: 8 },
];
/** Work-groups that keep a GPU busy. */
const BUSY = 128;

/** Work-groups of a product of [rows, columns] by tiles. */
export function tilesOf({ block, rowThreads, columnThreads }: Tile, rows: number, columns: number) {
  return Math.ceil(rows / (block * rowThreads)) * Math.ceil(columns / (4 * columnThreads));
}

/** The largest tile that keeps a GPU busy with a product of [rows, columns], or the smallest. */
export function tileFor(rows: number, columns: number): Tile {
  return TILES.find((tile) => tilesOf(tile, rows, columns) >= BUSY) ?? TILES.at(-1)!;
}

/** Rows a dispatch of a product whose rows cost `work` operations each: fours, or all. */
export function productRows(rows: number, work: number): number {
  return Math.min(rows, 4 * Math.max(1, Math.floor(GEMM_WORK / (4 * work))));
}

/** Floats a buffer of work by tiles: 4 MiB, which stays in many a cache, and keeps a GPU busy. */
const SCRATCH = 2 ** 20;

/** Rows of `width` floats a tile: fours, or all `count` of them. */
export function tileRows(count: number, width: number): number {
  return Math.min(count, 4 * Math.max(1, Math.floor(SCRATCH / (4 * width))));
}

/** Splits `count` equal pieces of `work` operations each into even dispatches of at most `most`. */
export function dispatchSize(count: number, work: number, most = count): number {
  const largest = Math.max(1, Math.min(most, Math.floor(WORK / work)));
  return Math.ceil(count / Math.ceil(count / largest));
}
