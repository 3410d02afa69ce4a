import { describe, expect, it } from "vitest";
import { KEPT } from "../../src/lab/board.ts";
import { countOf } from "../../src/lab/drawing.ts";
import { drawingCsv, drawingJson } from "../../src/lab/drawingFile.ts";
import { STARTERS } from "../../src/lab/starters.ts";
import { file, setUp, storage } from "./boards.ts";
import { drawingOf } from "./drawings.ts";

describe("a file", () => {
  it("becomes the drawing, as a change that can be taken back", async () => {
    const { board, drawing } = setUp();
    const wanted = drawingOf([1, 2, 0], [3, 4, 8]);
    await board.load(file("a.json", drawingJson(wanted)));
    expect(drawing()).toEqual(wanted);
    board.clear();
    await board.load(file("a.csv", drawingCsv(wanted)));
    expect(drawing()).toEqual(wanted);
    board.undo();
    expect(countOf(drawing())).toBe(0);
  });

  it("beyond the board is brought onto it, in so many words", async () => {
    const { board, state, drawing } = setUp();
    await board.load(file("far.csv", "x,y\n100,0\n200,0"));
    expect([...drawing().points]).toEqual([-5, 0, 5, 0]);
    expect(state().board.notice).toMatch(/^far\.csv: coordinates reach 200, .* scaled by 0\.1/);
  });

  it.each([
    ["1,2\n3,x", "bad.csv: expected a number for each coordinate"],
    ["1".repeat(4_100_000), "bad.csv: expected at most 4 MB, found 4.1 MB"],
  ])("that is none leaves the drawing, and is told: %#", async (text, message) => {
    const { board, state, drawing } = setUp();
    board.start("A letter");
    const before = drawing();
    await board.load(file("bad.csv", text));
    expect(drawing()).toBe(before);
    expect(state().board.problem).toContain(message);
    board.dismissProblem();
    expect(state().board.problem).toBeNull();
  });
});

describe("the browser's storage", () => {
  it("keeps the drawing for the next visit", () => {
    const { board, drawing, keeping } = setUp();
    board.start("A ring with a gap");
    const next = setUp(keeping);
    expect(next.drawing()).toEqual(drawing());
    next.visit("data=drawn");
    expect(next.requests()).toHaveLength(1);
    next.board.clear();
    expect(countOf(setUp(keeping).drawing())).toBe(0);
  });

  it("that is full or closed costs no more than a sentence", () => {
    const full = storage();
    full.full.at = 100;
    const { board, drawing, state } = setUp(full);
    board.start("A letter");
    expect(drawing()).toEqual(STARTERS["A letter"]!(1));
    expect(state().board.notice).toContain("does not keep the drawing");
    board.dismiss();
    expect(state().board.notice).toBeNull();

    const closed = { getItem: () => refuse(), setItem: () => refuse() };
    const lab = setUp(closed as unknown as ReturnType<typeof storage>);
    expect(lab.state().board.notice).toBeNull();
    lab.board.start("A letter");
    expect(countOf(lab.drawing())).toBe(1500);
  });

  it("with something else in it is told, and loses nothing", () => {
    const { state } = setUp(storage({ [KEPT]: "{" }));
    expect(state().board.notice).toMatch(/^The drawing of your last visit is lost: .*JSON/);
  });
});

function refuse(): never {
  throw new DOMException("the reader allows no storage", "SecurityError");
}
