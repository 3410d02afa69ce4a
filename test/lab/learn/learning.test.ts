import { describe, expect, it } from "vitest";
import { createLab } from "../../../src/lab/lab.ts";
import { openChapter } from "../../../src/lab/learn/learning.ts";
import { fleetingArchive } from "../../../src/lab/runs/archive.ts";
import { storage } from "../boards.ts";
import { fakeWorkers } from "../port.ts";
import { noLocks } from "../runs/locks.ts";
import { chapter, FIRST, SECOND } from "./chapters.ts";

function setUp(keeping = storage()) {
  const toy = fakeWorkers();
  const lab = createLab({
    ...{ toyWorker: toy.open, featuresWorker: fakeWorkers().open, keeping },
    ...{ painted: (then) => then(), chapters: [FIRST, SECOND], shipped: () => null },
    archive: fleetingArchive("a test"),
    ...{ locks: noLocks, persist: () => {} },
    ...{ trialWorker: fakeWorkers().open, cores: 2 },
    ...{ copy: async () => {}, home: () => "https://lab.test/" },
  });
  const arrive = (hash: string) => {
    const { place, notices } = lab.learn.arrive(hash);
    lab.visit(place, notices);
  };
  const place = () => lab.store.getState().place;
  const address = () => lab.learn.addressOf(place());
  return { lab, arrive, place, address, toy: toy.ports };
}

const file = ({ name, text }: { name: string; text: string }) => new File([text], name);

describe("the Learn tab's address", () => {
  it("is the first chapter where it is empty, and the 2D lab where it has keys but no tab", () => {
    const { arrive, place } = setUp();
    arrive("");
    expect(place()).toMatchObject({ tab: "learn", chapter: "first", toy: { model: "all" } });
    arrive("#seed=3");
    expect(place()).toMatchObject({ tab: "lab", chapter: null, toy: { data: "cross", seed: 3 } });
  });

  it("is a chapter's where it names one and no tab", () => {
    const { arrive, place, lab } = setUp();
    arrive("#chapter=second&seed=3");
    expect(place()).toMatchObject({ tab: "learn", chapter: "second", toy: { seed: 3 } });
    expect(lab.store.getState().notices).toEqual([]);
    arrive("#tab=lab&chapter=second");
    expect(place().tab).toBe("lab");
  });

  it("has only what differs from the chapter's state, defaults among it", () => {
    const { lab, arrive, address, place } = setUp();
    arrive("#tab=learn&chapter=first");
    expect(address()).toBe("tab=learn&chapter=first");
    lab.toy.setInstrument("detection");
    lab.toy.set("model", "ebm");
    expect(address()).toBe("tab=learn&chapter=first&model=ebm&show=detection");
    const before = place();
    arrive(`#${address()}`);
    expect(place()).toEqual(before);
  });

  it("says that there is no such chapter, and opens the first", () => {
    const { arrive, place, lab } = setUp();
    arrive("#tab=learn&chapter=third");
    expect(place().chapter).toBe("first");
    expect(lab.store.getState().notices).toEqual([
      'chapter: expected first or second, found "third"; first is opened',
    ]);
  });
});

describe("chapters", () => {
  it("follow each other, and end at the last", () => {
    const { lab, arrive, place } = setUp();
    arrive("");
    lab.learn.next();
    expect(place()).toMatchObject({ chapter: "second", toy: { data: "cross" } });
    lab.learn.next();
    expect(place().chapter).toBe("second");
    lab.learn.previous();
    expect(place()).toMatchObject({ chapter: "first", toy: { data: "grid" } });
  });

  it("do not turn on another tab", () => {
    const { lab, arrive, place } = setUp();
    arrive("#tab=lab");
    lab.learn.next();
    expect(place().tab).toBe("lab");
  });

  it("keep their run where the next has the same settings", () => {
    const { lab, arrive, toy } = setUp();
    arrive("#tab=learn&chapter=first");
    lab.learn.restore();
    expect(toy[0]!.types).toEqual(["prepare"]);
  });

  it("leave their state to the 2D lab, which shows all maps, and have their own again", () => {
    const { lab, arrive, place } = setUp();
    arrive("#tab=learn&chapter=first&seed=4");
    lab.setTab("lab");
    expect(place()).toMatchObject({ tab: "lab", toy: { data: "grid", seed: 4 } });
    expect(place().maps).toHaveLength(4);
    expect(lab.learn.addressOf(place())).toMatch(/^tab=lab&data=grid&model=all&seed=4/);
    lab.setTab("learn");
    expect(place()).toMatchObject({ chapter: "first", maps: ["truth", "network"] });
  });
});

describe("a word that changes the state", () => {
  it("changes it, says that it is so, and changes it back", () => {
    const { lab, arrive, place } = setUp();
    arrive("");
    const hash = "overlay=particles&model=ebm";
    expect(lab.learn.isSo(place(), hash)).toBe(false);
    const before = place();
    lab.learn.follow(hash);
    expect(place()).toMatchObject({ layers: ["particles"], toy: { data: "grid", model: "ebm" } });
    expect(lab.learn.isSo(place(), hash)).toBe(true);
    lab.learn.follow(hash);
    expect(place()).toEqual(before);
  });

  it("goes back to the chapter's state where it was so from the start", () => {
    const { lab, arrive, place } = setUp();
    arrive("#tab=learn&chapter=first&overlay=ood");
    lab.learn.follow("overlay=ood");
    expect(place().layers).toEqual(["points", "particles"]);
  });

  it("trains where it says so, and once", () => {
    const { lab, arrive, toy, place } = setUp();
    arrive("");
    lab.learn.follow("seed=5&autorun=1");
    expect(toy[0]!.heard.at(-1)).toMatchObject({ type: "prepare", settings: { seed: 5 } });
    expect(lab.store.getState().toy.phase).toEqual({ at: "preparing", want: "train" });
    expect(place().autorun).toBe(false);
  });
});

describe("a prediction", () => {
  it("is kept, and hides its answer when another is chosen", () => {
    const { lab } = setUp();
    const choice = () => lab.store.getState().learn.choices["first/0"];
    lab.learn.reveal("first/0");
    expect(choice()).toBeUndefined();
    lab.learn.choose("first/0", 1);
    lab.learn.reveal("first/0");
    expect(choice()).toEqual({ chosen: 1, shown: true });
    lab.learn.choose("first/0", 0);
    expect(choice()).toEqual({ chosen: 0, shown: false });
  });
});

describe("a chapter of one's own", () => {
  const own = chapter("Words.");

  it("follows the others, is opened, and is there at the next visit", async () => {
    const keeping = storage();
    const { lab, place } = setUp(keeping);
    await lab.learn.load([file(own)]);
    expect(place().chapter).toBe("own");
    const again = setUp(keeping).lab.store.getState().learn.chapters;
    expect(again.map(({ id }) => id)).toEqual(["first", "second", "own"]);
  });

  it("stands in the place of a built-in one of its name until it is removed", async () => {
    const { lab } = setUp();
    const state = () => lab.store.getState();
    await lab.learn.load([file({ ...own, name: "first.md" })]);
    expect(openChapter(state())).toMatchObject({ id: "first", title: "Own" });
    expect(state().learn.chapters).toHaveLength(2);
    lab.learn.remove("first");
    expect(openChapter(state())).toMatchObject({ id: "first", title: "The first" });
  });

  it("is refused where another file has its name in the address, and takes nothing from that", async () => {
    const { lab } = setUp();
    const names = () => lab.store.getState().learn.own.map(({ name }) => name);
    const load = (...names: string[]) =>
      lab.learn.load(names.map((name) => file({ ...own, name })));
    await load("第一章.md");
    await load("第二章.md");
    expect(names()).toEqual(["第一章.md"]);
    expect(lab.store.getState().learn.problems).toEqual([
      '第二章.md: expected a name of its own in the address, found "chapter", as 第一章.md has; rename it (a to z and 0 to 9 count)',
    ]);
    await load("1-intro.md", "2-intro.md");
    expect(names()).toEqual(["第一章.md", "1-intro.md"]);
    expect(lab.store.getState().learn.problems[0]).toMatch(/^2-intro.md: .*"intro", as 1-intro.md/);
    await load("1-intro.md");
    expect(lab.store.getState().learn.problems).toEqual([]);
    expect(names()).toEqual(["第一章.md", "1-intro.md"]);
  });

  it("leaves what another tab has kept meanwhile, when one is added or removed", async () => {
    const keeping = storage();
    const [here, there] = [setUp(keeping), setUp(keeping)];
    const kept = () =>
      setUp(keeping)
        .lab.store.getState()
        .learn.own.map(({ name }) => name);
    await here.lab.learn.load([file({ ...own, name: "mine.md" })]);
    await there.lab.learn.load([file({ ...own, name: "yours.md" })]);
    expect(kept()).toEqual(["mine.md", "yours.md"]);
    await here.lab.learn.load([file({ name: "mine.md", text: "newer" })]);
    there.lab.learn.remove("yours");
    expect(kept()).toEqual(["mine.md"]);
    expect(there.lab.store.getState().learn.own[0]!.text).toBe("newer");
  });

  it("is not lost to an older one that is kept where the browser keeps no more", async () => {
    const keeping = storage();
    const { lab } = setUp(keeping);
    await lab.learn.load([file(own)]);
    keeping.full.at = 0;
    await lab.learn.load([file({ ...own, text: "newer" })]);
    await lab.learn.load([file({ ...own, name: "other.md" })]);
    const texts = lab.store.getState().learn.own.map(({ text }) => text);
    expect(texts).toEqual(["newer", own.text]);
  });

  it("is refused where it is no Markdown, no text, or too large", async () => {
    const { lab } = setUp();
    await lab.learn.load([
      file({ name: "a.txt", text: "" }),
      file({ name: "b.md", text: "\0" }),
      file({ name: "c.md", text: "c".repeat(200_001) }),
    ]);
    const { problems, chapters } = lab.store.getState().learn;
    expect(chapters).toHaveLength(2);
    expect(problems).toEqual([
      "a.txt: expected a Markdown file (.md), found another; rename it if it is one",
      "b.md: expected text, found binary data; save it as UTF-8",
      "c.md: expected at most 200 kB, found 201 kB; split the chapter",
    ]);
  });

  it("is shown, and said not to be kept, where the browser keeps nothing", async () => {
    const keeping = storage();
    keeping.full.at = 0;
    const { lab, place } = setUp(keeping);
    await lab.learn.load([file(own)]);
    expect(place().chapter).toBe("own");
    expect(lab.store.getState().learn.problems[0]).toMatch(/does not keep your chapters/);
  });

  it("is left out where what was kept cannot be read", () => {
    const keeping = { ...storage(), getItem: () => "[{" };
    expect(setUp(keeping).lab.store.getState().learn.chapters).toHaveLength(2);
  });
});
