import { describe, expect, it } from "vitest";
import { FIRST_PLACE } from "../../../src/lab/place.ts";
import { settingsJson } from "../../../src/lab/settingsFile.ts";
import { openedSettings } from "../../../src/lab/takeaway/opened.ts";
import { featureDefaults, toyDefaults } from "../../../src/model/defaults.ts";

const points = Float32Array.of(1, 2);
const none = new Float32Array(0);

describe("openedSettings", () => {
  it("brings settings, drawing and painted points of the 2D lab", () => {
    const settings = { ...toyDefaults("drawn", "all"), seed: 5 };
    const drawing = { points, labels: Uint8Array.of(0) };
    const painted = { near: points, mid: none, far: none };
    const text = settingsJson({ kind: "toy", settings, drawing, painted });
    const opened = openedSettings({ ...FIRST_PLACE, tab: "runs" }, "run.json", text);
    expect(opened.place).toEqual({ ...FIRST_PLACE, tab: "lab", toy: settings });
    expect(opened.enclosed).toEqual({ drawing, painted: { sets: painted, used: true } });
    expect(opened.builtIn).toBe(false);
  });

  it("goes to the tab of a file's kind", () => {
    const settings = { ...featureDefaults(), seed: 9 };
    const text = settingsJson({ kind: "features", settings });
    const { place } = openedSettings(FIRST_PLACE, "run.json", text);
    expect(place).toEqual({ ...FIRST_PLACE, tab: "features", features: settings });
  });

  it("throws what is wrong with a file", () => {
    expect(() => openedSettings(FIRST_PLACE, "other.json", "{}")).toThrow(
      /^other\.json: expected the schema "energy-correction-lab\/settings@1"/,
    );
  });
});
