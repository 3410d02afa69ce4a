import { describe, expect, it } from "vitest";
import { PRESETS, presetOf } from "../../src/lab/presets.ts";
import { decode, encode } from "../../src/lab/url.ts";
import { toyDefaults } from "../../src/model/defaults.ts";

describe("the presets", () => {
  it.each(PRESETS.map((preset) => [preset.name, preset] as const))(
    "%s is an address, and known by its settings",
    (_, preset) => {
      const place = { ...decode("").place, ...preset.place, toy: preset.settings };
      expect(decode(encode(place))).toMatchObject({ place, notices: [] });
      expect(presetOf(decode(encode(place)).place.toy)).toBe(preset);
    },
  );

  it("have names of their own and say what to look for", () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
    for (const { look } of PRESETS) expect(look).toMatch(/^.{40,240}\.$/u);
  });

  it("are the paper's figures at the defaults of their data and model", () => {
    const settings = Object.fromEntries(PRESETS.map(({ name, settings }) => [name, settings]));
    expect(settings["Figure 1"]).toEqual(toyDefaults("cross", "correction"));
    expect(settings["Figure 2"]).toEqual(toyDefaults("grid", "all"));
  });

  it("are none of them at other settings, another seed among them", () => {
    expect(presetOf({ ...toyDefaults("cross", "correction"), seed: 2 })).toBeNull();
  });
});
