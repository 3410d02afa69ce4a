import { describe, expect, it } from "vitest";
import { toyActions } from "../../src/lab/actions.ts";
import { chainsChoice, currentChains, trainingChoice } from "../../src/lab/chains.ts";
import { chainsFields, FIRST_WISH } from "../../src/lab/chainsWish.ts";
import type { ChoiceField } from "../../src/lab/fields.ts";
import { drawsOf, gapVerdict, mixingVerdict, timeOf } from "../../src/lab/mixing.ts";
import { createLabStore } from "../../src/lab/store.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import type { ChainsRequest, Mixing, ToyChains } from "../../workers/protocol/chains.ts";
import { fakeWorkers } from "./port.ts";
import { frame, prepared } from "./samples.ts";

/** A lab whose first run rests, with its chains on screen or not. */
function setUp(instrument: "chains" | "detection" = "chains") {
  const store = createLabStore();
  store.setState(({ place }) => ({ place: { ...place, instrument } }));
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  toy.prepare("rest");
  const port = ports[0]!;
  port.say(prepared(1));
  port.say(frame(1, 0));
  const asked = () => port.heard.filter(({ type }) => type === "sample") as ChainsRequest[];
  const state = () => store.getState().chains;
  const run = () => store.getState().toy.run;
  const answer = (over: Partial<ToyChains> = {}) =>
    port.say(chains({ run: run(), id: state().id, choice: asked().at(-1)!.choice, ...over }));
  return { store, toy, port, asked, answer, state };
}

const mixed: Mixing = { rhat: 1.004, rho: new Float32Array(4), time: 3, ess: 300, converged: true };

function chains(over: Partial<ToyChains>): ToyChains {
  return {
    ...{ type: "chains", run: 1, id: 1, update: 0, final: true, thinning: 1 },
    choice: { model: "correction", start: "mixture", sampler: "langevin", steps: 2, chains: 128 },
    steps: Float32Array.of(0, 1, 2),
    ...{ trails: new Float32Array(6), paths: new Uint8Array(3) },
    modes: [
      { name: "left", x: -1, y: 0 },
      { name: "right", x: 1, y: 0 },
    ],
    ...{ occupancy: new Float32Array(6), truth: new Float32Array(2), masses: new Float32Array(2) },
    ...{
      transitions: Uint32Array.of(125, 0, 3, 0),
      moves: new Uint32Array(4),
      movers: 3,
      acceptance: null,
    },
    mixing: { x: mixed, y: mixed, energy: mixed },
    gap: { tv: 0.04, expected: 0.05, limit: 0.16 },
    ...over,
  };
}

describe("the chains beside a run", () => {
  it("are asked for as in training once a run rests on screen, and once for each rest", () => {
    const { asked, answer, toy, port } = setUp();
    expect(asked()).toEqual([
      {
        ...{ type: "sample", run: 1, id: 1 },
        choice: {
          ...{ model: "correction", start: "mixture", sampler: "langevin" },
          ...{ steps: 40, chains: 128 },
        },
      },
    ]);
    answer();
    port.say(frame(1, 0));
    expect(asked().length).toBe(1);
    toy.step();
    port.say(frame(1, 1));
    port.say({ type: "paused", run: 1 });
    expect(asked().length).toBe(2);
  });

  it("are not asked for where they are not on screen", () => {
    const { asked, toy, state } = setUp("detection");
    toy.train();
    toy.chains.set({ steps: 7 });
    expect(asked()).toEqual([]);
    expect(state().pending).toBe(false);
    toy.setInstrument("chains");
    expect(asked().map(({ choice }) => choice.steps)).toEqual([7]);
  });

  it("follow each other beside a training, the next with the first frame after the last", () => {
    const { asked, answer, toy, port } = setUp();
    answer();
    toy.train();
    port.say(frame(1, 1));
    expect(asked().length).toBe(2);
    port.say(frame(1, 2));
    answer({ final: false });
    port.say(frame(1, 3));
    expect(asked().length).toBe(2);
    answer();
    port.say(frame(1, 4));
    expect(asked().length).toBe(3);
    port.say(frame(1, 5));
    port.say({ type: "done", run: 1 });
    expect(asked().length).toBe(4);
  });

  it("stay stopped until they are asked for, or the next run", () => {
    const { asked, answer, toy, port, state } = setUp();
    toy.chains.stop();
    expect(port.types.at(-1)).toBe("stopSampling");
    answer();
    expect(state()).toMatchObject({ pending: false, stopped: true });
    toy.step();
    port.say(frame(1, 1));
    port.say({ type: "paused", run: 1 });
    expect(asked().length).toBe(1);
    toy.chains.run();
    expect(asked().length).toBe(2);
    toy.chains.stop();
    toy.reset();
    port.say(prepared(2));
    port.say(frame(2, 0));
    expect(asked().at(-1)).toMatchObject({ run: 2, id: 3 });
  });

  it("are those of the newest request and of the run at hand", () => {
    const { answer, toy, state, store } = setUp();
    toy.chains.set({ model: "mixture" });
    answer({ id: 1 });
    expect(state().chains).toBeNull();
    answer();
    expect(currentChains(store.getState())?.id).toBe(2);
    toy.reset();
    expect(currentChains(store.getState())).toBeNull();
  });

  it("tell why there are none", () => {
    const { port, state, toy } = setUp();
    port.say({ type: "unchained", run: 1, id: 1, message: "no chains" });
    expect(state()).toMatchObject({ refusal: "no chains", pending: false });
    toy.chains.set({ start: "normal" });
    expect(state()).toMatchObject({ refusal: null, pending: true });
  });

  it("are shown at the time that the reader chose, as long as it means the same", () => {
    const { answer, state, toy } = setUp();
    answer();
    toy.chains.show(1);
    toy.chains.run();
    answer();
    expect(state().time).toBe(1);
    toy.chains.set({ steps: 4 });
    answer({ steps: Float32Array.of(0, 1, 2, 3, 4) });
    expect(state().time).toBeNull();
  });

  it("go back to what training does", () => {
    const { asked, toy } = setUp();
    toy.chains.set({ steps: 5000, sampler: "hmc", start: "uniform", chains: 64 });
    expect(asked().at(-1)!.choice).toMatchObject({ steps: 5000, sampler: "hmc", start: "uniform" });
    toy.chains.asInTraining();
    const { choice } = asked().at(-1)!;
    expect(choice).toMatchObject({ steps: 40, sampler: "langevin", start: "mixture", chains: 64 });
  });
});

describe("chainsChoice", () => {
  const wish = FIRST_WISH;
  const basis = (model: "ebm" | "all", over = {}) => ({
    settings: { ...toyDefaults("grid", model), ...over },
    begun: false,
  });

  it("takes the model of the run, and of a run of all the one that was wished for", () => {
    expect(chainsChoice(basis("ebm"), wish).model).toBe("ebm");
    expect(chainsChoice(basis("ebm"), { ...wish, model: "correction" }).model).toBe("ebm");
    expect(chainsChoice(basis("all"), wish).model).toBe("correction");
    const { model, start } = chainsChoice(basis("all"), { ...wish, model: "ebm" });
    expect([model, start]).toEqual(["ebm", "normal"]);
  });

  it("goes on from a training's chains only where a training has some", () => {
    const onward = { ...wish, start: "persistent" } as const;
    expect(chainsChoice(basis("all"), { ...onward, model: "ebm" }).start).toBe("persistent");
    expect(chainsChoice(basis("all"), { ...onward, model: "mixture" }).start).toBe("mixture");
    expect(chainsChoice(basis("ebm", { objective: "nce" }), onward).start).toBe("mixture");
    const offered = (chained: boolean) => {
      const start = chainsFields(chained).find(({ key }) => key === "start") as ChoiceField;
      return start.options.some(({ value }) => value === "persistent");
    };
    expect([offered(true), offered(false)]).toEqual([true, false]);
  });

  it("starts persistent chains afresh until there are some", () => {
    const persistent = basis("ebm", { chainStart: "persistent" });
    expect(trainingChoice(persistent, "ebm").start).toBe("normal");
    expect(trainingChoice({ ...persistent, begun: true }, "ebm").start).toBe("persistent");
  });
});

describe("the verdicts", () => {
  it("say whether the chains have mixed, and how many left their mode", () => {
    expect(mixingVerdict(chains({}))).toBe(
      "The chains have mixed: R-hat 1.00 or less; 3 of 128 chains ever left the mode that they began in.",
    );
    const stuck = { x: mixed, y: null, energy: { ...mixed, rhat: 2.4 } };
    expect(mixingVerdict(chains({ mixing: stuck }))).toBe(
      "The chains have not mixed: R-hat 2.40 of energy, expected at most 1.01; 3 of 128 chains ever left the mode that they began in.",
    );
    const still = { ...stuck, x: { ...mixed, rhat: Number.POSITIVE_INFINITY } };
    expect(mixingVerdict(chains({ mixing: still }))).toContain("R-hat infinite of x");
    const none = { x: null, y: null, energy: null };
    expect(mixingVerdict(chains({ mixing: none }))).toMatch(/^Too few steps to tell/);
  });

  it("give a bound of time and draws where chains have not mixed or outlast the lags", () => {
    expect([timeOf(mixed), drawsOf(mixed)]).toEqual(["3.0 steps", "300"]);
    const long = { ...mixed, time: 19.2, ess: 134.6 };
    for (const bound of [
      { ...long, converged: false },
      { ...long, rhat: 44 },
    ]) {
      expect([timeOf(bound), drawsOf(bound)]).toEqual(["at least 19 steps", "at most 135"]);
    }
  });

  it("take no gap that chance gives for one", () => {
    expect(gapVerdict(chains({}))).toMatch(
      /^That their modes differ from the energy's masses is not shown/,
    );
    const gap = { tv: 0.4, expected: 0.05, limit: 0.16 };
    expect(gapVerdict(chains({ gap }))).toBe(
      "They are not where the energy's mass is: TV 0.40, where chance alone gives 0.05 on average, and less than 0.16 in at least 95 % of cases.",
    );
  });
});
