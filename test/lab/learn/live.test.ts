import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accentOf, liveName, liveText, unitOf } from "../../../src/lab/learn/live.ts";
import { createLabStore } from "../../../src/lab/store.ts";
import { frame, prepared } from "../samples.ts";

function stateWith(shown: boolean) {
  const store = createLabStore();
  store.setState(({ toy }) => ({
    toy: { ...toy, run: 1, scene: shown ? prepared(1) : null, frame: shown ? frame(1, 7) : null },
  }));
  return store.getState();
}

const text = (name: string, shown = true) => liveText(stateWith(shown), liveName(name)!);

describe("a live value", () => {
  it("is what the figure shows", () => {
    expect(text("nll correction")).toBe("1.500");
    expect(text("kl mixture")).toBe("0.100");
    expect(text("auroc near correction")).toBe("90.0");
    expect(text("fpr95 far correction")).toBe("20.0");
    expect(text("truth")).toBe("1.400");
    expect(text("update")).toBe("7");
    expect(text("gamma")).toBe("95");
    expect(text("mass correction right")).toBe("70.0");
    expect(text("missing correction")).toBe("none");
  });

  it("is a dash while there is none, and for a model or a mode that the run has not", () => {
    expect(text("nll correction", false)).toBe("–");
    expect(text("nll ebm")).toBe("–");
    expect(text("mass correction middle")).toBe("–");
  });

  it("has a unit, and the accent of its model", () => {
    expect(unitOf(liveName("nll ebm")!)).toBe("nats");
    expect(unitOf(liveName("auroc near ebm")!)).toBe("%");
    expect(accentOf(liveName("nll ebm")!)).toBe("network");
    expect(accentOf(liveName("seed")!)).toBeNull();
  });

  it("follows the frame that is looked back at", () => {
    const state = stateWith(true);
    const past = { ...state, toy: { ...state.toy, past: frame(1, 3) } };
    expect(liveText(past, liveName("update")!)).toBe("3");
  });

  it("has no name but those that are known", () => {
    for (const name of [
      "",
      "nll",
      "nll flow",
      "auroc ebm near",
      "mass ebm",
      "update 3",
      "toString",
    ]) {
      expect(liveName(name)).toBeNull();
    }
    fc.assert(fc.property(fc.string(), (name) => liveName(name) === null || name.length > 3));
  });
});
