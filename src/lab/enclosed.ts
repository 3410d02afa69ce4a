import { type Drawing, OOD_GROUPS } from "../model/recipe.ts";
import { CLASSES } from "./brush.ts";
import { countOf, REACH } from "./drawing.ts";
import { PAINTED_LIMIT, type PaintedSets } from "./painting.ts";
import { decodePoints, encodePoints } from "./pointText.ts";
import type { LabState } from "./store.ts";

/** What a link brings along beside the place: points that the reader drew and painted, to a hundredth. */
export interface Enclosed {
  drawing: Drawing | null;
  /** The painted OOD sets, and whether detection is measured on them. */
  painted: { sets: PaintedSets; used: boolean } | null;
}

export const NOTHING_ENCLOSED: Enclosed = { drawing: null, painted: null };

/** Maps of no data reach further. */
const MAP_REACH = 100;
const UNUSED = ".off";

/** How an address writes one of the enclosed. */
interface EnclosedKey<Name extends keyof Enclosed> {
  url: string;
  /** What it takes, for people. */
  expected: string;
  write: (value: NonNullable<Enclosed[Name]>) => string;
  read: (text: string) => Enclosed[Name];
}

export const ENCLOSED_KEYS: { [Name in keyof Enclosed]: EnclosedKey<Name> } = {
  drawing: {
    ...{ url: "drawing", expected: "points as Copy link writes them" },
    write: encodePoints,
    read(text) {
      const drawing = decodePoints(text, REACH);
      return drawing && countOf(drawing) > 0 && drawing.labels.every((label) => label < CLASSES)
        ? drawing
        : null;
    },
  },
  painted: {
    ...{ url: "painted", expected: "points as Copy link writes them" },
    write: ({ sets, used }) => encodePoints(joined(sets)) + (used ? "" : UNUSED),
    read(text) {
      const used = !text.endsWith(UNUSED);
      const points = decodePoints(used ? text : text.slice(0, -UNUSED.length), MAP_REACH);
      if (!points || countOf(points) === 0) return null;
      const sets = parted(points);
      const fits = OOD_GROUPS.every((group) => sets[group].length <= 2 * PAINTED_LIMIT);
      const known = points.labels.every((label) => label < OOD_GROUPS.length);
      return fits && known ? { sets, used } : null;
    },
  },
};

/** The enclosed as a part of a hash, "" for nothing. */
export function encodeEnclosed({ drawing, painted }: Enclosed): string {
  const pairs = [
    ...(drawing ? [[ENCLOSED_KEYS.drawing.url, ENCLOSED_KEYS.drawing.write(drawing)]] : []),
    ...(painted ? [[ENCLOSED_KEYS.painted.url, ENCLOSED_KEYS.painted.write(painted)]] : []),
  ];
  return pairs.map((pair) => pair.join("=")).join("&");
}

/** What a link brought and has not been changed since. */
export const stillThere = (
  brought: Enclosed,
  { board, toy: { painting } }: LabState,
): Enclosed => ({
  drawing: brought.drawing === board.sketch.drawing ? brought.drawing : null,
  painted: brought.painted?.sets === painting.sets ? painting : null,
});

/** All sets as one, labelled by their group. */
function joined(sets: PaintedSets): Drawing {
  const all = OOD_GROUPS.map((group) => sets[group]);
  const points = new Float32Array(all.reduce((sum, { length }) => sum + length, 0));
  const labels = new Uint8Array(points.length / 2);
  let at = 0;
  all.forEach((set, label) => {
    points.set(set, at);
    labels.fill(label, at / 2);
    at += set.length;
  });
  return { points, labels };
}

function parted({ points, labels }: Drawing): PaintedSets {
  const [near, mid, far] = OOD_GROUPS.map((_, label) =>
    points.filter((_, i) => labels[i >> 1] === label),
  );
  return { near: near!, mid: mid!, far: far! };
}
