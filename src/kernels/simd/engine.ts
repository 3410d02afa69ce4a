import { Workspace } from "./memory.ts";
import type { Simd } from "./module.ts";
import {
  type MixtureArrays,
  type NetworkArrays,
  type PackedMixture,
  type PackedNetwork,
  type Piece,
  packMixture,
  packNetwork,
} from "./packed.ts";
import { Team } from "./team.ts";

/** A multiple of 4 that is at least `rows`. */
export const padded = (rows: number): number => 4 * Math.ceil(rows / 4);

/** Rows of a piece of work: enough to amortise a weight's way to the core, few enough to stay there. */
const LARGEST_SHARE = 64;
const SMALLEST_SHARE = 32;
/** Shares a thread at least: one that is held up leaves some of its own to the others. */
const SHARES = 2;

/** Bytes of what one thread packs alone. */
const SMALL = 2 ** 20;

/** Something packed at the bottom of memory, and where it ends. */
interface Kept<Arrays, Packed> {
  arrays: Arrays;
  packed: Packed;
  end: number;
}

/** Whether the two have the same objects for all their parts. */
function same<Arrays extends object>(old: Arrays, fresh: Arrays): boolean {
  const parts = Object.entries(fresh) as [keyof Arrays, unknown][];
  return parts.every(([name, part]) => old[name] === part);
}

/** What the operations share: threads, their memory, and what was packed last. */
export class Engine {
  readonly workspace: Workspace;
  private mixture: Kept<MixtureArrays, PackedMixture> | null = null;
  private network: Kept<NetworkArrays, PackedNetwork> | null = null;

  constructor(readonly team: Team) {
    this.workspace = new Workspace(team.simd);
  }

  /** An engine of one thread. */
  static alone(simd: Simd): Engine {
    return new Engine(Team.alone(simd));
  }

  /** Does pieces of work at the same time; none may need another's results. */
  run(pieces: Piece[]): void {
    this.team.run(this.workspace, pieces);
  }

  /** Begins an operation: takes back all memory but that of what is packed. */
  begin(): void {
    this.workspace.release(this.network?.end ?? this.mixture?.end);
  }

  /**
   * Begins an operation with a mixture, packed now or before.
   *
   * Arrays that are the same objects as the last ones are packed already, so they must not change.
   * Where both are needed, the mixture comes first: a new one displaces the network.
   */
  packedMixture(arrays: MixtureArrays): PackedMixture {
    if (!this.mixture || !same(this.mixture.arrays, arrays)) {
      this.network = null;
      this.mixture = null;
      this.mixture = this.keep(arrays, packMixture);
    }
    this.begin();
    return this.mixture.packed;
  }

  /** Begins an operation with a network, packed now or before, as `packedMixture`. */
  packedNetwork(arrays: NetworkArrays): PackedNetwork {
    if (!this.network || !same(this.network.arrays, arrays)) {
      this.network = null;
      this.network = this.keep(arrays, packNetwork);
    }
    this.begin();
    return this.network.packed;
  }

  private keep<Arrays, Packed>(
    arrays: Arrays,
    pack: (workspace: Workspace, arrays: Arrays, pieces: Piece[]) => Packed,
  ): Kept<Arrays, Packed> {
    this.begin();
    const pieces: Piece[] = [];
    const begin = this.workspace.top;
    const packed = pack(this.workspace, arrays, pieces);
    const end = this.workspace.top;
    // Less than this is packed before another thread has woken up.
    const small = end - begin < SMALL;
    const all: Piece = (run) => {
      for (const piece of pieces) piece(run);
    };
    this.run(small ? [all] : pieces);
    return { arrays, packed, end };
  }

  /** Points [n, D] in memory, with rows of 0 up to a multiple of 4. */
  points(values: Float32Array, dimensions: number): number {
    const rows = padded(values.length / dimensions);
    const start = this.workspace.bytes(4 * rows * dimensions);
    this.workspace.view(start, values.length).set(values);
    this.workspace.view(start + 4 * values.length, rows * dimensions - values.length).fill(0);
    return start;
  }

  /** Cuts `rows`, a multiple of 4, into shares for the threads; a row's result is the same in any. */
  shares(rows: number): { first: number; count: number }[] {
    const even = padded(rows / (SHARES * this.team.threads));
    const size = Math.max(SMALLEST_SHARE, Math.min(LARGEST_SHARE, even));
    return Array.from({ length: Math.ceil(rows / size) }, (_, i) => {
      const first = i * size;
      return { first, count: Math.min(size, rows - first) };
    });
  }
}
