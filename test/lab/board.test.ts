import { describe, expect, it } from "vitest";
import { KEPT, NOT_IN_LINK } from "../../src/lab/board.ts";
import { countOf } from "../../src/lab/drawing.ts";
import { drawingCsv, drawingJson } from "../../src/lab/drawingFile.ts";
import { createLab } from "../../src/lab/lab.ts";
import { STARTERS } from "../../src/lab/starters.ts";
import { decode } from "../../src/lab/url.ts";
import type { Drawing } from "../../src/model/recipe.ts";
import { drawingOf } from "./drawings.ts";
import { fakeWorkers } from "./port.ts";
import { frame, prepared } from "./samples.ts";

/** A browser's storage that may be full. */
function storage(kept: Record<string, string> = {}) {
  const full = { at: Number.POSITIVE_INFINITY };
  return {
    kept,
    full,
    getItem: (key: string) => kept[key] ?? null,
    setItem(key: string, value: string) {
      if (value.length > full.at) throw new Error("quota exceeded");
      kept[key] = value;
    },
  };
}

function setUp(keeping = storage()) {
  const toy = fakeWorkers();
  const features = fakeWorkers();
  const lab = createLab({
    toyWorker: toy.open,
    featuresWorker: features.open,
    painted: (then) => then(),
    keeping,
  });
  const visit = (hash: string) => {
    const { place, notices } = decode(hash);
    lab.visit(place, notices);
  };
  const state = () => lab.store.getState();
  const drawing = () => state().board.sketch.drawing;
  const requests = () =>
    toy.ports.flatMap(({ heard }) => heard).filter(({ type }) => type === "prepare") as {
      type: string;
      drawing: Drawing | null;
    }[];
  return { ...lab, visit, state, drawing, requests, ports: toy.ports, keeping };
}

const file = (name: string, text: string) => new File([text], name);

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
