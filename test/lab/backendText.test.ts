import { describe, expect, it } from "vitest";
import { backendText } from "../../src/lab/backendText.ts";
import { createLabStore } from "../../src/lab/store.ts";
import type { LiveSweep } from "../../src/lab/sweeps/state.ts";
import { prepared } from "./samples.ts";

const LIVE: LiveSweep = {
  ...{ id: "s", backend: "CPU (SIMD, one thread)", workers: 2, active: [] },
  ...{ share: 0, secondsLeft: null, pausing: false },
};

function on(tab: "lab" | "runs", live: LiveSweep | null = null) {
  const state = createLabStore().getState();
  const toy = { ...state.toy, scene: prepared(0) };
  return backendText({
    ...{ ...state, toy: tab === "lab" ? toy : state.toy },
    ...{ place: { ...state.place, tab }, sweeps: { ...state.sweeps, live } },
  });
}

describe("backendText", () => {
  it("is what the 2D lab computes on, or that there is none yet", () => {
    expect(on("lab")).toBe(prepared(0).backend.label);
    expect(backendText(createLabStore().getState())).toBe("none yet");
  });

  it("is what a sweep runs on among kept runs, and nothing where none is under way", () => {
    expect(on("runs")).toBeNull();
    expect(on("runs", LIVE)).toBe("CPU (SIMD, one thread)");
    expect(on("runs", { ...LIVE, backend: "" })).toBe("starting");
  });
});
