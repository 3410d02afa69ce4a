import { describe, expect, it } from "vitest";
import { countOf } from "../../src/lab/drawing.ts";
import type { Place } from "../../src/lab/place.ts";
import { embedCode, LINK_LENGTH, linkTo, wholeLink } from "../../src/lab/sharing.ts";
import { decode, encode } from "../../src/lab/url.ts";
import { file, setUp } from "./boards.ts";
import { frame, prepared } from "./samples.ts";

const HOME = "https://lab.test/";
const address = (place: Place) => `${HOME}#${encode(place)}`;
const hashOf = (url: string) => new URL(url).hash;

/** A lab with a stroke of painted points, and drawn data. */
function painted() {
  const lab = setUp();
  lab.visit("data=drawn");
  lab.board.start("A letter");
  lab.board.done();
  lab.ports[0]!.say(prepared(lab.state().toy.run));
  lab.ports[0]!.say(frame(lab.state().toy.run, 0));
  lab.toy.setTool("far");
  lab.toy.beginStroke([1, 1]);
  lab.toy.endStroke();
  return lab;
}

describe("a link", () => {
  it("brings place, drawing and painted points to a fresh lab, to the bit", () => {
    const { state, drawing } = painted();
    const { url, missing } = linkTo(state(), address, { autorun: true });
    expect(missing).toEqual([]);
    const other = setUp();
    other.visit(hashOf(url));
    expect(other.state().notices).toEqual([]);
    expect(other.state().place).toEqual({ ...state().place, autorun: true });
    expect(other.drawing()).toEqual(drawing());
    expect(other.requests()).toHaveLength(1);
    expect(other.requests()[0]!.drawing).toEqual(drawing());
    const { sets, used } = other.state().toy.painting;
    expect([sets, used]).toEqual([state().toy.painting.sets, true]);
  });

  it("says that its painted points stand in the place of the reader's, where they do", () => {
    const other = painted();
    other.toy.beginStroke([-2, 1]);
    other.toy.endStroke();
    const own = other.state().toy.painting.sets;
    const { url } = linkTo(painted().state(), address);
    const fresh = setUp();
    fresh.visit(hashOf(url));
    expect(fresh.state().toy.notice).toBeNull();
    for (const change of ["", "&batch=64"]) {
      other.visit(hashOf(url) + change);
      expect(other.state().toy.notice).toBe(
        "These are the link's painted points. Undo in the OOD painter brings yours back.",
      );
      other.visit(hashOf(url));
      other.toy.undoStroke();
      other.toy.undoStroke();
      expect(other.state().toy.painting.sets).toBe(own);
      other.toy.dismiss();
    }
    fresh.visit(`${hashOf(url)}&seed=2`);
    expect(fresh.state().toy.notice).toBeNull();
  });

  it("keeps painted points that are not used unused", () => {
    const { state, toy } = painted();
    toy.detectPainted(false);
    const other = setUp();
    other.visit(hashOf(linkTo(state(), address).url));
    expect(other.state().toy.painting.used).toBe(false);
  });

  it("has no drawing where that is not the data", () => {
    const { state, toy } = painted();
    toy.set("data", "cross");
    expect(decode(hashOf(linkTo(state(), address).url)).enclosed.drawing).toBeNull();
  });

  it("leaves out what makes it too long, and says so", async () => {
    const { state, board } = painted();
    await board.load(
      file(
        "many.csv",
        Array.from({ length: 3000 }, (_, i) => `${(i * 7) % 6},${i % 5}`).join("\n"),
      ),
    );
    const { url, missing } = linkTo(state(), address);
    expect(missing).toEqual([
      "The 3,000 points of the drawing; they do not fit into a link: save the drawing as a file.",
    ]);
    expect(url.length).toBeLessThanOrEqual(LINK_LENGTH);
    expect(decode(hashOf(url)).enclosed).toMatchObject({ drawing: null, painted: { used: true } });
  });

  it("stands in the reader's place without taking the reader's own drawing away", () => {
    const mine = setUp();
    mine.visit("data=drawn");
    mine.board.start("Two blobs");
    const own = mine.drawing();
    const kept = { ...mine.keeping.kept };
    mine.visit(hashOf(linkTo(painted().state(), address).url));
    expect(mine.drawing()).not.toEqual(own);
    expect(mine.state().board.notice).toContain("Undo bring yours back");
    expect(mine.keeping.kept).toEqual(kept);
    mine.board.undo();
    expect(mine.drawing()).toBe(own);
  });

  it("that is no drawing is told of, shortened", () => {
    const { enclosed, notices } = decode(`data=drawn&drawing=${"x".repeat(50)}&painted=AA`);
    expect(enclosed).toEqual({ drawing: null, painted: null });
    expect(notices).toEqual([
      `drawing: expected points as Copy link writes them, found "${"x".repeat(20)}…"; it is left out`,
      'painted: expected points as Copy link writes them, found "AA"; it is left out',
    ]);
  });
});

describe("Copy link", () => {
  it("says that it has copied, or opens the field to copy from", async () => {
    const { share, state } = setUp();
    await share.copyLink();
    expect(state().share).toEqual({
      open: false,
      said: { text: "Link copied.", brief: true },
    });
    const refused = setUp(undefined, async () => {
      throw new Error("not allowed");
    });
    await refused.share.copyLink();
    expect(refused.state().share.open).toBe(true);
    expect(refused.state().share.said?.text).toContain("does not let the page copy");
  });
});

describe("the embed code", () => {
  it("is an iframe of the state, with a title and the parts that it hides", () => {
    const { state } = painted();
    const code = embedCode(state(), address, {
      hidden: ["setup", "settings"],
      height: 600,
      autorun: false,
    });
    const src = /src="([^"]*)"/.exec(code)![1]!.replaceAll("&amp;", "&");
    expect(decode(hashOf(src)).place).toMatchObject({ embed: true, hidden: ["setup", "settings"] });
    expect(countOf(decode(hashOf(src)).enclosed.drawing!)).toBe(1500);
    expect(code).toMatch(/^<iframe .*title="Energy Correction Lab".*height="600".*<\/iframe>$/);
    expect(code).not.toMatch(/&(?!amp;)/);
  });

  it("leads back to the whole lab", () => {
    const { visit, state } = setUp();
    visit("seed=5&embed=1&hide=setup,status");
    expect(wholeLink(state(), address)).toBe(`${HOME}#tab=lab&data=cross&model=correction&seed=5`);
  });
});
