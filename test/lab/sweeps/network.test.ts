import { describe, expect, it } from "vitest";
import { SWEEP_SCHEMA, type SweepDesign } from "../../../src/lab/sweeps/design.ts";
import { fixedNetwork } from "../../../src/lab/sweeps/network.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { featureDefaults } from "../../../src/model/defaults.ts";
import type { FeatureSettings } from "../../../src/model/recipe.ts";

const design = (axes: SweepDesign["axes"]): SweepDesign => ({
  ...{ schema: SWEEP_SCHEMA, name: "", seeds: [1, 2], criterion: "", axes },
  base: { kind: "features", settings: featureDefaults() },
  ...{ sampling: { by: "grid" }, stopping: { rule: "none" } },
});
const networks = (of: SweepDesign) =>
  trialsOf(of).map(({ settings }) => (settings as FeatureSettings).network);

describe("fixedNetwork", () => {
  it("gives all trials the network that auto means where the sweep began", () => {
    const axes = [{ key: "ebm.l2", values: [1, 10] }];
    expect(networks(fixedNetwork(design(axes), "4x128"))).toEqual(Array(4).fill("4x128"));
  });

  it("leaves networks alone that the sweep varies, and refuses auto among them", () => {
    const varied = design([{ key: "network", values: ["4x64", "4x256"] }]);
    expect(networks(fixedNetwork(varied, "4x128"))).toEqual(["4x64", "4x64", "4x256", "4x256"]);
    const auto = design([{ key: "network", values: ["4x64", "auto"] }]);
    expect(() => fixedNetwork(auto, "4x128")).toThrow("found auto");
  });
});
