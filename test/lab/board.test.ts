import { describe, expect, it } from "vitest";
import { NOT_IN_LINK } from "../../src/lab/board.ts";
import { countOf } from "../../src/lab/drawing.ts";
import { file, setUp } from "./boards.ts";
import { drawingOf } from "./drawings.ts";
import { frame, prepared } from "./samples.ts";

describe("drawn data", () => {
  it("open the board where nothing is drawn, and end the run before without another", () => {
    const { visit, toy, ports, state } = setUp();
    visit("");
    ports[0]!.say(prepared(1));
    ports[0]!.say(frame(1, 0));
    toy.train();
    toy.set("data", "drawn");
    expect(ports[0]!.types.filter((type) => type !== "drawn")).toEqual([
      "prepare",
      "train",
      "pause",
    ]);
    expect(state()).toMatchObject({ toy: { phase: { at: "idle" } }, board: { open: true } });
    ports[0]!.say(frame(1, 9));
    expect(state().toy.frame?.update).toBe(0);
  });

  it.each(["train", "step"] as const)("say what is missing on %s and on Done", (press) => {
    const { visit, toy, board, state, ports } = setUp();
    visit("data=drawn");
    for (const act of [toy[press], board.done]) {
      act();
      expect(state().toy.phase).toMatchObject({
        at: "failed",
        message: expect.stringContaining("expected at least 1 point, found 0"),
      });
      expect(state().board.open).toBe(true);
    }
    expect(ports).toHaveLength(0);
  });

  it("of a link without the drawing say why the board is open", () => {
    const { visit, board, state } = setUp();
    visit("data=drawn&autorun=1");
    expect(state().board).toMatchObject({ open: true, notice: NOT_IN_LINK });
    board.start("A letter");
    expect(state().board.notice).toBeNull();
  });

  it("go to the worker on Done, and to every run after it; other data take none", () => {
    const { visit, board, toy, state, drawing, requests } = setUp();
    visit("data=drawn");
    board.start("Two blobs");
    board.done();
    expect(state()).toMatchObject({ toy: { phase: { at: "preparing" } }, board: { open: false } });
    expect(requests().at(-1)!.drawing).toBe(drawing());
    toy.set("data", "cross");
    expect(requests().at(-1)!.drawing).toBeNull();
    toy.set("data", "drawn");
    expect(requests().at(-1)!.drawing).toBe(drawing());
    expect(state().board.open).toBe(false);
  });

  it("that have changed since begin a new run on Train, which closes the board", () => {
    const { visit, board, toy, ports, state, requests } = setUp();
    visit("data=drawn");
    board.start("Two blobs");
    board.done();
    ports[0]!.say(prepared(state().toy.run));
    board.edit();
    toy.train();
    expect([requests().length, state().board.open]).toEqual([1, false]);
    board.edit();
    board.press([0, 0]);
    board.release();
    toy.train();
    expect([requests().length, state().board.open]).toEqual([2, false]);
    expect(state().toy.phase).toEqual({ at: "preparing", want: "train" });
  });
});

describe("the board", () => {
  it("makes one change of a stroke, by brush and by eraser, on the way of the pointer", () => {
    const { board, state, drawing } = setUp();
    board.press([-3, 0]);
    board.drag([0, 0]);
    board.drag([3, 0]);
    expect(countOf(drawing())).toBe(0);
    board.release();
    expect(state().board.sketch.past).toHaveLength(1);
    const all = countOf(drawing());
    expect(all).toBeGreaterThan(100);

    board.setTool("eraser");
    board.setBrush({ size: 2 });
    board.press([-3, 0]);
    board.drag([-1, 0]);
    board.release();
    const left = drawing();
    expect(countOf(left)).toBeLessThan(all);
    expect(Math.min(...left.points.filter((_, i) => i % 2 === 0))).toBeGreaterThan(0.9);

    board.undo();
    expect(countOf(drawing())).toBe(all);
    board.redo();
    expect(drawing()).toBe(left);
    board.clear();
    expect(countOf(drawing())).toBe(0);
    board.undo();
    expect(drawing()).toBe(left);
  });

  it("draws where the keyboard has moved the cursor to, and never leaves the square", () => {
    const { board, state, drawing } = setUp();
    board.steer([1, 0], 1);
    board.steer([0, 1], 5);
    expect(state().board.cursor).toEqual([0.1, 0.5]);
    board.setBrush({ label: 4, spread: "uniform", size: 0.1 });
    board.dab();
    expect(countOf(drawing())).toBeGreaterThan(0);
    expect(drawing().labels.every((label) => label === 4)).toBe(true);
    for (let i = 0; i < 30; i++) board.steer([-1, -1], 5);
    expect(state().board.cursor).toEqual([-6, -6]);
  });

  it("says that the drawing is full, and keeps all of it", async () => {
    const { board, state, drawing } = setUp();
    await board.load(file("many.csv", "1,2\n".repeat(19_999)));
    expect(state().board.notice).toBeNull();
    board.press([0, 0]);
    board.release();
    expect(countOf(drawing())).toBe(20_000);
    expect(state().board.notice).toContain("20,000 points are the most");
  });

  it("begins with the points of the data that the maps show", () => {
    const { visit, board, ports, toy, drawing } = setUp();
    board.startFromData();
    visit("");
    const sample = drawingOf([1, 2, 3]);
    ports[0]!.say({ ...prepared(1), sample });
    ports[0]!.say(frame(1, 0));
    toy.set("data", "drawn");
    board.startFromData();
    expect(drawing()).toBe(sample);
  });
});
