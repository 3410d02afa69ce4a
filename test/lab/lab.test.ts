import { describe, expect, it } from "vitest";
import { createLab } from "../../src/lab/lab.ts";
import { fleetingArchive } from "../../src/lab/runs/archive.ts";
import { decode } from "../../src/lab/url.ts";
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
