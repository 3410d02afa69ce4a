import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  magnificationOf,
  momentOf,
  sceneAfter,
  sceneIndex,
  scenesOf,
  tracedStep,
} from "../../src/lab/motion.ts";
import { sceneTitle, wordsOf } from "../../src/lab/motionWords.ts";
import { dissection } from "./dissections.ts";

const long = dissection({ times: Uint16Array.of(0, 1, 2, 4, 8) }, { steps: 8 });

describe("the scenes of an update", () => {
  it("are the batch, the start, a step each, the energies, the loss and the weights", () => {
    expect(scenesOf(dissection())).toEqual([
      ...["batch", "start", 1, 2, 3],
      ...["energies", "loss", "weights"],
    ]);
    expect(scenesOf(long).slice(2, 6)).toEqual([1, 2, 4, 8]);
  });

  it("are found by their name or step, the next that there is of a step that is not kept", () => {
    for (const own of [dissection(), long]) {
      scenesOf(own).forEach((scene, i) => {
        expect(sceneIndex(own, scene)).toBe(i);
      });
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (step) => {
        const found = scenesOf(long)[sceneIndex(long, step)]!;
        expect(found).toBe([1, 2, 4, 8].find((kept) => kept >= step) ?? 8);
      }),
    );
  });

  it("are gone through by Langevin step and to the end of the chains, no further", () => {
    const own = dissection();
    expect(sceneAfter(own, "batch", "step")).toBe(1);
    expect(sceneAfter(own, "start", "step")).toBe(1);
    expect(sceneAfter(own, 2, "step")).toBe(3);
    expect(sceneAfter(own, "batch", "chain")).toBe(3);
    for (const scene of [3, "energies", "loss", "weights"] as const) {
      expect(sceneAfter(own, scene, "step")).toBeNull();
      expect(sceneAfter(own, scene, "chain")).toBeNull();
    }
  });

  it("show the chains as far as they have come, and the batch where it counts", () => {
    expect(momentOf(long, "batch")).toMatchObject({ time: null, batch: true, moved: false });
    expect(momentOf(long, "start")).toMatchObject({ time: 0, step: 0, moved: false });
    expect(momentOf(long, 4)).toMatchObject({ time: 3, step: 4, moved: true, batch: false });
    expect(momentOf(long, "loss")).toMatchObject({ time: 4, step: 8, batch: true, changed: false });
    expect(momentOf(long, "weights").changed).toBe(true);
  });

  it("say in words and numbers what happens", () => {
    const own = dissection();
    expect(sceneTitle(own, 2)).toBe("scene 4 of 8, Langevin step 2 of 3");
    const { caption, terms } = wordsOf(own, 2);
    expect(caption).toBe(
      "Each particle moves down E_G (blue), down E_θ (orange) and by noise (grey), on average 0.125, 0.000 and 0.375 long over the 2 chains with arrows; step size α = 0.01, noise σ = 0.14. Over all chains E_θ is 0.250 on average, and what they move in, E_θ + E_G, is 1.500.",
    );
    expect(terms.map(({ of }) => of)).toEqual([null, "reference", "network", "noise"]);
    expect(wordsOf(own, "batch").caption).toContain("2 of the 10000 data points");
    expect(wordsOf(own, "energies").caption).toContain("a gap of 0.375");
    expect(wordsOf(own, "loss").caption).toContain(
      "Positive phase 0.125, less the negative phase 0.500, plus λ = 0.03 times the mean squares 1.000, which is 0.0300: the loss is −0.345.",
    );
    expect(wordsOf(own, "weights").caption).toContain("Adam moves 4417 weights by 0.200");
    expect(wordsOf(dissection({ update: 801 }), "weights").caption).toContain(
      "The run is over after 800 updates",
    );
  });

  it("leave E_G out of the plain EBM, and name temperatures and the sphere", () => {
    const ebm = dissection({ model: "ebm" }, { temperature: 0.5, projection: "sphere" });
    const { caption, terms } = wordsOf(ebm, 1);
    expect(caption).toContain("moves down E_θ (orange) and by noise and back to the unit sphere");
    expect(caption).not.toContain("E_G");
    expect(terms.map(({ tex }) => tex).join("")).toContain("/ 0.5");
  });

  it("say where the chains start, of persistent ones whether they are new", () => {
    const start = (update: number, chainStart: "persistent" | "normal" | "data" | "uniform") =>
      wordsOf(dissection({ update }, { chainStart, buffer: 10 }), "start").caption;
    expect(start(10, "persistent")).toContain("they are the first of their kind");
    expect(start(11, "persistent")).toContain("start where earlier chains ended; a share of 5 %");
    expect(start(1, "normal")).toContain("N(0, I)");
    expect(start(1, "uniform")).toContain("in the data's box");
    expect(start(1, "data")).toContain("at data points");
  });
});

describe("tracedStep", () => {
  it("gives the parts of a chain's step, which add up to it", () => {
    const step = tracedStep(dissection(), 0, 2);
    expect(step).toEqual({
      ...{ from: [1, 0], sum: [1, 0] },
      ...{ reference: [0.25, 0], network: [0, 0], noise: [0.75, 0] },
    });
    expect(tracedStep(dissection(), 1, 3).sum).toEqual([0, 0]);
  });
});

describe("magnificationOf", () => {
  it("makes short arrows longer by a round number, long ones not", () => {
    const own = dissection();
    expect(magnificationOf(own, 5)).toEqual({ step: 1, pull: 5 });
    const short = { ...own.traced.parts, noise: own.traced.parts.noise.map((v) => v / 100) };
    const traced = { ...own.traced, parts: { ...short, reference: short.network } };
    expect(magnificationOf({ ...own, traced }, 5)).toEqual({ step: 100, pull: 1000 });
  });
});
