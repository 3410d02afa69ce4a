import { describe, expect, it } from "vitest";
import { toyActions } from "../../src/lab/actions.ts";
import { arrowScale, beyondMap, nats, probeSummary, pullsOf } from "../../src/lab/probe.ts";
import { toyReport } from "../../src/lab/report.ts";
import { createLabStore } from "../../src/lab/store.ts";
import { decode, encode } from "../../src/lab/url.ts";
import type { ToyLook, ToyProbe } from "../../workers/protocol/look.ts";
import { fakeWorkers } from "./port.ts";
import { frame, prepared } from "./samples.ts";

/** A lab whose first run is prepared. */
function setUp() {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  toy.prepare("rest");
  const port = ports[0]!;
  port.say(prepared(1));
  port.say(frame(1, 0));
  const looks = () =>
    port.heard
      .filter(({ type }) => type === "look")
      .map((request) => (request as unknown as { look: Partial<ToyLook> }).look);
  const show = (gamma: number) =>
    store.setState(({ place }) => ({ place: { ...place, results: { ...place.results, gamma } } }));
  return { store, ports, port, toy, looks, show, state: () => store.getState().toy };
}

const PROBE: ToyProbe = {
  at: [1, -0.5],
  truth: { nats: 1, percentile: 0.2, accepted: true },
  models: {
    correction: {
      ...{ nats: 3, percentile: 0.973, accepted: false },
      energies: { reference: 2, network: -1, total: 1 },
      gradients: { reference: [0, 3], network: [-4, 0], total: [-4, 3] },
    },
  },
};

describe("what the page looks at", () => {
  it("is in a run's preparation, and told when it changes, as far as it does", () => {
    const { port, toy, looks, show } = setUp();
    expect(port.heard[0]).toMatchObject({ look: { gamma: 0.95, painted: null, probe: null } });
    show(90);
    toy.pin([1.23456, -0.5]);
    show(90);
    expect(looks()).toEqual([{ gamma: 0.9 }, { probe: [1.235, -0.5] }]);
    toy.reset();
    expect(port.heard.at(-1)).toMatchObject({
      ...{ type: "prepare", run: 2 },
      look: { gamma: 0.9, probe: [1.235, -0.5] },
    });
  });

  it("starts no worker by itself", () => {
    const { ports, port, toy } = setUp();
    port.crash("out of memory");
    toy.pin([0, 0]);
    expect(ports.length).toBe(1);
  });

  it("is answered over the frame that it was asked of, and no other", () => {
    const { port, state } = setUp();
    const before = state().frame!;
    const { mixture } = frame(1, 0).models;
    const moved = { ...mixture.detection.total, level: { level: 9, path: "M0,0L1,1" } };
    const models = { mixture: { network: null, total: moved } };
    port.say({ type: "detected", run: 1, update: 5, models });
    expect(state().frame).toBe(before);
    port.say({ type: "detected", run: 1, update: 0, models });
    expect(state().frame!.models.mixture.detection.total.level.level).toBe(9);
    expect(state().frame!.models.mixture.total).toBe(before.models.mixture.total);
    expect(state().frame!.models.correction).toBe(before.models.correction);
    port.say({ type: "probed", run: 1, update: 0, probe: PROBE });
    expect(state().frame!.probe).toBe(PROBE);
  });
});

describe("the painter", () => {
  it("uses what is painted, shows its kind, and keeps it over new runs", () => {
    const { store, toy, looks, state } = setUp();
    toy.setTool("far");
    toy.beginStroke([2, 2]);
    toy.moveStroke([3, 2]);
    toy.endStroke();
    toy.moveStroke([5, 5]);
    const { sets, used } = state().painting;
    expect(used).toBe(true);
    expect(store.getState().place.ood).toBe("far");
    expect(looks().at(-1)!.painted).toBe(sets);
    expect([...sets.far].every((value) => value < 4)).toBe(true);
    toy.set("seed", 2);
    toy.reset();
    expect(state().painting.sets).toBe(sets);
    toy.detectPainted(false);
    expect(looks().at(-1)).toEqual({ painted: null });
    toy.detectPainted(true);
    toy.undoStroke();
    expect(looks().at(-1)!.painted!.far.length).toBe(0);
  });

  it("asks for nothing, and leaves the built-in sets, where the eraser finds no point", () => {
    const { toy, looks, state } = setUp();
    toy.setTool("erase");
    toy.beginStroke([0, 0]);
    toy.moveStroke([3, 0]);
    toy.endStroke();
    expect(looks()).toEqual([]);
    expect(state().painting).toMatchObject({ used: false, past: [] });
  });

  it("is named in the report", () => {
    const { store, toy } = setUp();
    toy.setTool("near");
    toy.beginStroke([0, 0]);
    const names = toyReport(store.getState())!.results.map(({ dataset }) => dataset);
    expect([...new Set(names)]).toEqual(["painted near", "painted mid", "painted far"]);
  });
});

describe("the probe", () => {
  it("is in the address", () => {
    const { store, toy } = setUp();
    toy.pin([1.2, -0.5]);
    const hash = encode(store.getState().place);
    expect(hash).toMatch(/&probe=1\.2,-0\.5$/);
    expect(decode(hash).place.probe).toEqual([1.2, -0.5]);
    toy.pin(null);
    expect(encode(store.getState().place)).not.toContain("probe");
  });

  it.each(["1.2", "1,2,3", "a,b", ",", "1e9,0"])(
    "is left out and told of where it is %s",
    (text) => {
      const { place, notices } = decode(`probe=${text}`);
      expect(place.probe).toBeNull();
      expect(notices).toEqual([
        `probe: expected two numbers such as 1.2,-0.5, or none, found "${text}"; it is left out`,
      ]);
    },
  );

  it("is pulled down the energies", () => {
    const pulls = pullsOf(PROBE.models.correction!);
    expect(
      pulls.map(({ energy, length, degrees }) => [energy, length, Math.round(degrees)]),
    ).toEqual([
      ["reference", 3, -90],
      ["network", 4, 0],
      ["total", 5, -37],
    ]);
    expect(arrowScale(PROBE)).toBe(5);
    expect(arrowScale({ ...PROBE, models: {} })).toBeCloseTo(1e-6, 12);
  });

  it("is told in words", () => {
    const words = probeSummary(PROBE, { correction: "Correction" });
    expect(words).toContain(
      "Correction: out-of-distribution, −log p 3.000, further out than 97.3 %",
    );
    expect(words).toContain("The data: in-distribution");
  });

  it("has no more than a bound where the data's density is too small for a number", () => {
    const truth = { ...PROBE.truth, nats: Number.POSITIVE_INFINITY };
    expect(probeSummary({ ...PROBE, truth }, {})).toContain("−log p over 700,");
    expect([nats(3), nats(Number.NaN)]).toEqual(["3.000", "not a number"]);
  });

  it("is told of where it is beyond the maps", () => {
    expect(beyondMap([6, -6], 6)).toBeNull();
    expect(beyondMap([1, -50], 6)).toContain(
      "expected x and y from −6.00 to 6.00, found (1.00, −50.00)",
    );
  });
});
