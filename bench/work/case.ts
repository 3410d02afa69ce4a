import type { Adapter } from "../../src/kernels/backend.ts";
import type { Network } from "../../src/model/network.ts";

interface Named {
  /** Unique; what precedes the first hyphen is its family, ordered from less to more work. */
  name: string;
  /** The row's title in the table. */
  title: string;
}

/** A network without Fourier features. */
type Shape = Omit<Network, "fourierFeatures">;

/** One update on E_theta + E_G: a Langevin chain of `steps`, the loss's gradient, Adam. */
export interface TrainingCase extends Named {
  kind: "training";
  network: Shape;
  classes: number;
  steps: number;
  batch: number;
}

/** E_theta + E_G on `size` x `size` points. */
export interface GridCase extends Named {
  kind: "grid";
  network: Shape;
  classes: number;
  size: number;
}

/** Squared distance of each of `queries` to its k-th nearest of `bank` rows. */
export interface NeighboursCase extends Named {
  kind: "neighbours";
  dimensions: number;
  queries: number;
  bank: number;
  neighbours: number;
}

/** A piece of work, the same on every side. */
export type Case = TrainingCase | GridCase | NeighboursCase;

/** How a side runs on tfjs: the registered kernels, or the operations composed of tfjs ops. */
export interface Side {
  kernels: "engine" | "composed";
  backend: "cpu" | "webgpu" | "wasm";
  /** Whether tfjs-backend-wasm may use threads; the engine decides by the page's isolation. */
  threads: boolean;
}

/** What a worker or process is asked, one after the other. */
export type Request =
  | { ask: "adapter" }
  | { ask: "open"; side: Side; work: Case }
  | { ask: "check" }
  | { ask: "run"; repeats: number };

/** Numbers that must be the same on every side, by name. */
export type Sums = Record<string, number[]>;

/** The answer to a request: `ms` is the mean time of one repeat. */
export interface Replies {
  adapter: { adapter: Adapter | null };
  open: { label: string };
  check: { sums: Sums };
  run: { ms: number };
}
