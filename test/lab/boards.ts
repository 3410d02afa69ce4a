import { createLab } from "../../src/lab/lab.ts";
import { fleetingArchive } from "../../src/lab/runs/archive.ts";
import { decode } from "../../src/lab/url.ts";
import type { Drawing } from "../../src/model/recipe.ts";
import { fakeWorkers } from "./port.ts";
import { noLocks } from "./runs/locks.ts";

/** A browser's storage that may be full. */
export function storage(kept: Record<string, string> = {}) {
  const full = { at: Number.POSITIVE_INFINITY };
  return {
    kept,
    full,
    getItem: (key: string) => kept[key] ?? null,
    setItem(key: string, value: string) {
      if (value.length > full.at) throw new Error("quota exceeded");
      kept[key] = value;
    },
  };
}

/** A lab with fake workers, and what was asked of them. */
export function setUp(keeping = storage(), copy = async (_: string) => {}) {
  const toy = fakeWorkers();
  const features = fakeWorkers();
  const lab = createLab({
    toyWorker: toy.open,
    featuresWorker: features.open,
    painted: (then) => then(),
    keeping,
    copy,
    home: () => "https://lab.test/",
    chapters: [],
    shipped: () => null,
    archive: fleetingArchive("a test"),
    ...{ locks: noLocks, persist: () => {} },
    ...{ trialWorker: fakeWorkers().open, cores: 2 },
  });
  const visit = (hash: string) => {
    const { place, notices, enclosed } = decode(hash);
    lab.visit(place, notices, enclosed);
  };
  const state = () => lab.store.getState();
  const drawing = () => state().board.sketch.drawing;
  const requests = () =>
    toy.ports.flatMap(({ heard }) => heard).filter(({ type }) => type === "prepare") as {
      type: string;
      drawing: Drawing | null;
    }[];
  return { ...lab, visit, state, drawing, requests, ports: toy.ports, keeping };
}

export const file = (name: string, text: string) => new File([text], name);
