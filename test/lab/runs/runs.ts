import { toyRunOf } from "../../../src/lab/runs/made.ts";
import type {
  KeptMap,
  KeptRun,
  KeptState,
  ToyDetails,
  ToyRecord,
} from "../../../src/lab/runs/record.ts";
import { append, EMPTY_TRACE } from "../../../src/lab/trace.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { Network } from "../../../src/model/network.ts";
import { firstCheckpoint } from "../../../src/training/checkpoint.ts";
import type { Checkpoints } from "../../../workers/protocol/timeline.ts";
import { frame, negativePhase, prepared } from "../samples.ts";

const NETWORK: Network = {
  ...{ inputs: 2, fourierFeatures: 0, hiddenLayers: 1, width: 4, activation: "silu" },
};

/** What a small network could go on from. */
export const checkpointsAt = (update: number): Checkpoints => ({
  correction: { ...firstCheckpoint(NETWORK, 1), update },
});

export const stateAt = (update: number): KeptState => ({
  update,
  checkpoints: checkpointsAt(update),
});

/** A kept run of the 2D lab that came to an update, with all that can be kept of one. */
export function keptRun(
  id: string,
  part: Partial<ToyRecord> = {},
  update = 40,
): KeptRun & {
  record: ToyRecord;
  details: ToyDetails;
} {
  const { record, details } = toyRunOf(
    {
      ...{ id, name: `run ${id}`, pinned: false, created: 1000, changed: 2000, from: null },
      ...{ sweep: null, standing: "stopped", problem: null },
    },
    {
      ...{ settings: toyDefaults("cross", "correction"), backend: "CPU (test)" },
      ...{ frame: frame(1, update), scene: prepared(1), drawing: null, painted: null },
      traces: { correction: append(EMPTY_TRACE, [1, 0.5, 0.1, 2, 0.4, 0.2]) },
      phases: {
        correction: { newest: negativePhase(2), angles: append(EMPTY_TRACE, [2, 70, 30]) },
      },
      fits: [1, 2].map((at) => ({
        update: at,
        bytes: 100,
        models: { correction: { nll: 1 / at, tv: 0.1 } },
      })),
    },
  );
  return {
    record: { ...record, ...part },
    details,
    states: [stateAt(20), stateAt(update)],
  };
}

export const aMap = (): KeptMap => ({
  low: 0,
  step: 1,
  codes: new Uint16Array(4),
  size: 2,
  extent: 5,
});
