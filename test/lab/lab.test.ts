import { describe, expect, it } from "vitest";
import { createLab } from "../../src/lab/lab.ts";
import { fleetingArchive } from "../../src/lab/runs/archive.ts";
import { type RunSettings, settingsJson } from "../../src/lab/settingsFile.ts";
import { decode } from "../../src/lab/url.ts";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import { fakeWorkers } from "./port.ts";
import { noLocks } from "./runs/locks.ts";
import { prepared } from "./samples.ts";

function setUp() {
  const toy = fakeWorkers();
  const features = fakeWorkers();
  const lab = createLab({
    toyWorker: toy.open,
    featuresWorker: features.open,
    painted: (then) => then(),
    keeping: { getItem: () => null, setItem: () => {} },
    copy: async () => {},
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
  return { lab, visit, toy: toy.ports, features: features.ports };
}

const fileOf = (name: string, run: RunSettings) => new File([settingsJson(run)], name);

describe("openSettings", () => {
  const settings = { ...toyDefaults("grid", "ebm"), seed: 4 };
  const run = { kind: "toy", settings, drawing: null, painted: null } as const;

  it("begins a run of a file's settings", async () => {
    const { lab, visit, toy } = setUp();
    visit("#seed=1");
    await lab.openSettings(fileOf("run.json", run));
    expect(lab.store.getState().place.toy).toEqual(settings);
    expect(toy[0]!.heard.at(-1)).toMatchObject({ type: "prepare", run: 2, settings });
  });

  it("does not train them, though the address had a run train at once", async () => {
    const { lab, visit } = setUp();
    visit("#seed=1&autorun=1");
    await lab.openSettings(fileOf("run.json", run));
    const { place, toy } = lab.store.getState();
    expect(place.autorun).toBe(false);
    expect(toy.phase).toMatchObject({ at: "preparing", want: "rest" });
  });

  it("goes to Features for settings of features", async () => {
    const { lab, visit, features } = setUp();
    visit("#seed=1");
    const own = { ...featureDefaults(), seed: 6 };
    await lab.openSettings(fileOf("run.json", { kind: "features", settings: own }));
    expect(lab.store.getState().place).toMatchObject({ tab: "features", features: { seed: 6 } });
    expect(features).toHaveLength(1);
  });

  it("says what is wrong with a file, and changes nothing", async () => {
    const { lab, visit } = setUp();
    visit("#seed=1");
    const { place } = lab.store.getState();
    await lab.openSettings(new File(["{}"], "other.json"));
    expect(lab.store.getState().place).toBe(place);
    expect(lab.store.getState().toy.notice).toMatch(/^other\.json: expected the schema/);
  });
});

describe("the lab", () => {
  it("starts only the worker of the tab it opens", () => {
    const { visit, lab, toy, features } = setUp();
    visit("#tab=features&autorun=1");
    expect([toy.length, features.length]).toEqual([0, 1]);
    lab.setTab("lab");
    expect(toy[0]!.types).toEqual(["prepare"]);
  });

  it("trains once where the address asks for it", () => {
    const { visit, lab, toy } = setUp();
    visit("#autorun=1&seed=3");
    toy[0]!.say(prepared(1));
    expect(toy[0]!.types).toEqual(["prepare", "train"]);
    lab.setTab("features");
    lab.setTab("lab");
    expect(toy[0]!.types).toEqual(["prepare", "train"]);
  });

  it("prepares a new run for an address with other settings, and not for the same ones", () => {
    const { visit, toy } = setUp();
    visit("#seed=1");
    visit("#seed=1&ood=far");
    expect(toy[0]!.types).toEqual(["prepare"]);
    visit("#seed=2&ood=far");
    expect(toy[0]!.heard.at(-1)).toMatchObject({ type: "prepare", run: 2, settings: { seed: 2 } });
  });

  it("hands a new choice of backend to the workers that run", () => {
    const { visit, lab, toy, features } = setUp();
    visit("");
    lab.setBackend("cpu");
    expect(toy[0]!.heard.at(-1)).toMatchObject({ type: "prepare", backend: "cpu" });
    expect(features).toHaveLength(0);
  });
});
