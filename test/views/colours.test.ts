import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { METHODS } from "../../src/detection/methods.ts";
import { COMPARED } from "../../src/lab/runs/record.ts";
import { methodClass } from "../../src/views/features/lines.ts";
import { coloursOf } from "../../src/views/maps/paint.ts";
import { lineOf } from "../../src/views/runs/compare/lines.ts";
import { CLASS_COLOURS } from "../../src/views/toy/board/paint.ts";
import { MODE_COLOURS } from "../../src/views/toy/chains/colours.ts";
import { KINDS } from "../../src/views/toy/detection/kinds.ts";
import { STEP_STROKES } from "../../src/views/toy/motion/paint.ts";
import type { EnergyMap } from "../../workers/protocol/maps.ts";
import { apart, contrast, seen, VISIONS } from "./vision.ts";

/** Units of CIELAB from which two colours are told apart at a glance; 2.3 is just noticeable. */
const CLEAR = 14;

const style = (name: string) =>
  readFileSync(new URL(`../../src/styles/${name}.css`, import.meta.url), "utf8");

/** The colours of base.css: the light theme's, and the dark one's laid over them. */
function themes(): Record<string, Record<string, string>> {
  const tokens = (css: string) =>
    Object.fromEntries(
      [...css.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!]),
    );
  const [light, dark] = style("base").split("@media (prefers-color-scheme: dark)");
  return { light: tokens(light!), dark: { ...tokens(light!), ...tokens(dark!) } };
}

/** Every pair of a list. */
const pairs = <T>(list: readonly T[]) =>
  list.flatMap((one, i) => list.slice(i + 1).map((other) => [one, other] as const));

const closest = (colours: readonly string[], vision: string) =>
  Math.min(...pairs(colours).map(([one, other]) => apart(one, other, vision)));

const map = (diverging: boolean) => coloursOf({ diverging } as EnergyMap);

describe.each(VISIONS)("with %s", (vision) => {
  it("low energies are darker than high ones, all along the sequential map", () => {
    const lightness = Array.from({ length: 65 }, (_, i) => seen(map(false)(i / 64), vision).l);
    for (const [i, value] of lightness.slice(1).entries())
      expect(value).toBeGreaterThan(lightness[i]!);
  });

  it("the sides of the diverging map are told apart, and from its middle", () => {
    const colour = map(true);
    for (const part of [0.15, 0.25, 0.4, 0.5]) {
      expect(apart(colour(0.5 - part), colour(0.5 + part), vision)).toBeGreaterThan(CLEAR);
      expect(apart(colour(0.5 - part), colour(0.5), vision)).toBeGreaterThan(CLEAR);
      expect(apart(colour(0.5 + part), colour(0.5), vision)).toBeGreaterThan(CLEAR);
    }
  });

  it("modes, drawn classes and kinds of OOD points are told apart", () => {
    expect(closest(MODE_COLOURS, vision)).toBeGreaterThan(CLEAR);
    expect(closest(CLASS_COLOURS, vision)).toBeGreaterThan(CLEAR);
    expect(
      closest(
        Object.values(KINDS).map(({ colour }) => colour),
        vision,
      ),
    ).toBeGreaterThan(CLEAR);
  });

  it.each(Object.keys(themes()))("lines of the %s theme differ in colour or in dashes", (theme) => {
    const colours = themes()[theme]!;
    const lines = lineStyles();
    const energies = ["reference", "network", "total"];
    const compared = Array.from({ length: COMPARED }, (_, i) => lineOf(i + 1));
    const sets = ["ood near", "ood mid", "ood far"];
    const same = [energies, METHODS.map(methodClass), sets, compared].flatMap((chart) =>
      pairs(chart).filter(([one, other]) => {
        const [a, b] = [lines(one), lines(other)];
        if (a.dash !== b.dash) return false;
        return apart(colours[a.hue]!, colours[b.hue]!, vision) < CLEAR;
      }),
    );
    expect(same).toEqual([]);
  });
});

/** What lines.css makes of a line's classes: the name of its colour, and its dashes. */
function lineStyles() {
  const rules = [...style("lines").matchAll(/([^{}]+)\{([^}]*)\}/g)].map(([, heads, body]) => ({
    heads: heads!.split(",").map((head) => head.replace(/\/\*.*\*\//s, "").trim()),
    body: body!,
  }));
  return (classes: string) => {
    const own = `line ${classes}`.split(" ");
    let [hue, dash] = ["ink", "none"];
    for (const { heads, body } of rules) {
      const fits = heads.some((head) =>
        head
          .slice(1)
          .split(".")
          .every((name) => own.includes(name)),
      );
      if (!fits) continue;
      hue = /--hue: var\(--([\w-]+)\)/.exec(body)?.[1] ?? hue;
      dash = /stroke-dasharray: ([\d ]+)/.exec(body)?.[1] ?? dash;
    }
    return { hue, dash };
  };
}

it("slow motion's arrows have the light theme's accents", () => {
  const { reference, network, total } = themes().light!;
  const { reference: down, network: along, sum } = STEP_STROKES;
  expect([down.colour, along.colour, sum.colour]).toEqual([reference, network, total]);
});

describe.each(Object.entries(themes()))("the %s theme", (_, colours) => {
  it("has text of 4.5:1 against all that it stands on", () => {
    for (const text of ["ink", "muted", "warning", "focus"]) {
      for (const back of ["panel", "paper"]) {
        expect(
          contrast(colours[text]!, colours[back]!),
          `${text} on ${back}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
    for (const text of ["reference", "network", "total"]) {
      for (const back of ["panel", "paper", "fill"]) {
        expect(
          contrast(colours[text]!, colours[back]!),
          `${text} on ${back}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(colours["on-accent"]!, colours.accent!)).toBeGreaterThanOrEqual(4.5);
  });

  it("has lines, edges of controls and the ring of focus of 3:1", () => {
    const lines = ["reference", "network", "total", "msp", "odin", "energy", "knn", "ssd"];
    const more = ["relative", "perturbed", "vim", "composed", "near", "mid", "far"];
    for (const name of [...lines, ...more, "line-strong", "focus"]) {
      expect(contrast(colours[name]!, colours.panel!), name).toBeGreaterThanOrEqual(3);
    }
    expect(contrast(colours.focus!, colours.paper!)).toBeGreaterThanOrEqual(3);
    expect(contrast(colours["line-strong"]!, colours.paper!)).toBeGreaterThanOrEqual(3);
  });
});
