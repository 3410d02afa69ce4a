import type { NetworkTensors } from "../../src/kernels/tensors.ts";
import {
  type ModelKind,
  OOD_GROUPS,
  type OodGroup,
  type ToySettings,
} from "../../src/model/recipe.ts";
import type {
  EnergyDetection,
  ModelDetection,
  ToyDetected,
  ToyLook,
  ToyProbe,
  ToyProbed,
} from "../protocol/look.ts";
import { levelOf, type SeenEnergy, scoringOf } from "./detection.ts";
import type { ModelPictures } from "./pictures.ts";
import { probeModel, type TruthProbe } from "./probe.ts";
import type { ToyDevice } from "./run.ts";
import type { Energies, PointScores } from "./scores.ts";

type Outside = Record<OodGroup, Energies>;

/** A model of the last frame, and what was made of it. */
interface Seen {
  /** At the held-out and the built-in OOD points. */
  scores: PointScores;
  logZ: number;
  network: SeenEnergy | null;
  total: SeenEnergy;
  /** Of the points that were painted; null: of the built-in ones. */
  scoring: { painted: ToyLook["painted"]; network: Scoring | null; total: Scoring } | null;
}
type Scoring = Omit<EnergyDetection, "level">;

/** What a run has on the device. */
type Device = Pick<ToyDevice, "members" | "mixture" | "scores">;

/**
 * Answers what the page looks at, for the frame that it shows: the energies are kept, so that a
 * threshold that moves needs no new ones.
 */
export class ToyLooks {
  private look: ToyLook = { gamma: 0.95, painted: null, probe: null };
  /** What of the look no frame and no answer has had. */
  private readonly changed = new Set<keyof ToyLook>();
  private tell: (message: ToyDetected | ToyProbed) => void = () => {};
  private readonly seen = new Map<ModelKind, Seen>();

  constructor(
    private readonly settings: ToySettings,
    private readonly truth: TruthProbe,
  ) {}

  /** Whether there is something to answer. */
  get asked(): boolean {
    return this.changed.size > 0;
  }

  /** Looks at something else: every frame from now on is made with it. */
  ask(change: Partial<ToyLook>, tell: (message: ToyDetected | ToyProbed) => void): void {
    this.look = { ...this.look, ...change };
    this.tell = tell;
    for (const key of Object.keys(change) as (keyof ToyLook)[]) this.changed.add(key);
  }

  /** A frame begins, which will have all that is looked at. */
  begin(): void {
    this.changed.clear();
  }

  /** Tells what the last frame says to what has changed. */
  async answer(run: number, update: number, device: Device): Promise<void> {
    const changed = [...this.changed];
    this.changed.clear();
    try {
      if (changed.some((key) => key !== "probe")) {
        const models: ToyDetected["models"] = {};
        for (const kind of this.seen.keys()) models[kind] = await this.detection(kind, device);
        this.tell({ type: "detected", run, update, models });
      }
      if (changed.some((key) => key !== "painted")) {
        this.tell({ type: "probed", run, update, probe: await this.probe(device) });
      }
    } catch (error) {
      // On the next device it is answered anew.
      for (const key of changed) this.changed.add(key);
      throw error;
    }
  }

  /** Takes a model as a frame draws it, and tells how it detects. */
  see(
    kind: ModelKind,
    scores: PointScores,
    { network, total, logZ }: ModelPictures,
    size: number,
    device: Device,
  ): Promise<ModelDetection> {
    const offset = this.settings.model === "all" ? logZ : 0;
    const part = kind === "correction" ? scores.inside.network : null;
    this.seen.set(kind, {
      ...{ scores, logZ, scoring: null },
      // Copies: the frame's arrays go to the page.
      network: part && network && { inside: part, map: network.values.slice(), size, offset: 0 },
      total: { inside: scores.inside.total, map: total.values.slice(), size, offset },
    });
    return this.detection(kind, device);
  }

  private async detection(kind: ModelKind, device: Device): Promise<ModelDetection> {
    const seen = this.seen.get(kind)!;
    const { gamma, painted } = this.look;
    if (seen.scoring?.painted !== painted) {
      const outside = painted
        ? await device.scores.atOwn(painted, kind, networkOf(device, kind))
        : seen.scores.ood;
      seen.scoring = { painted, ...scoringsOf(seen, outside) };
    }
    const { network, total } = seen.scoring!;
    return {
      network: network && { ...network, level: levelOf(seen.network!, gamma) },
      total: { ...total, level: levelOf(seen.total, gamma) },
    };
  }

  /** What the data and the models of the frame make of the probe, if there is one. */
  async probe(device: Device): Promise<ToyProbe | null> {
    const { gamma, probe: at } = this.look;
    if (!at) return null;
    const models: ToyProbe["models"] = {};
    for (const [kind, { logZ, total }] of this.seen) {
      const own = { kind, network: networkOf(device, kind), inside: total.inside, logZ };
      models[kind] = await probeModel(at, own, device.mixture, this.settings, gamma);
    }
    return { at, truth: this.truth.at(at, gamma), models };
  }
}

function networkOf({ members }: Device, kind: ModelKind): NetworkTensors | null {
  return members.find((member) => member.kind === kind)?.trainer?.energy ?? null;
}

/** How the parts of a model's energy tell OOD points from the held-out ones. */
function scoringsOf({ network, total }: Seen, outside: Outside) {
  const of = (part: "network" | "total") => {
    const found = {} as Record<OodGroup, Float32Array>;
    for (const group of OOD_GROUPS) found[group] = outside[group][part]!;
    return found;
  };
  return {
    network: network && scoringOf(network, of("network")),
    total: scoringOf(total, of("total")),
  };
}
