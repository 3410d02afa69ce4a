import type { Keeping } from "../board.ts";
import { FIRST_PLACE, MAPS, type Place, type Tab } from "../place.ts";
import type { LabStore } from "../store.ts";
import { type Decoded, decode, encode, mergeHash, ofTab, sameKeys } from "../url.ts";
import { collected, joined, keepFiles, keptFiles, readFile, takenOf } from "./library.ts";
import type { Part } from "./parts.ts";
import { type ChapterFile, type ChapterSource, idOf, readSource } from "./source.ts";

/** A prediction: what the reader has chosen, and whether the answer is shown. */
export interface Choice {
  chosen: number | null;
  shown: boolean;
}

/** What the Learn tab has beside the place. */
export interface LearnState {
  chapters: readonly ChapterSource[];
  /** The reader's own files among them. */
  own: readonly ChapterFile[];
  /** Why a file was not taken, or is not kept. */
  problems: string[];
  /** The part of the figure that a word or a term lights. */
  highlight: Part | null;
  /** By chapter and number: "failure/0". */
  choices: Record<string, Choice>;
}

export const FIRST_LEARN: LearnState = {
  ...{ chapters: [], own: [], problems: [], highlight: null, choices: {} },
};

/** The chapter that the Learn tab has open, if it has one. */
export const openChapter = ({ place, learn }: { place: Place; learn: LearnState }) =>
  learn.chapters.find(({ id }) => id === place.chapter) ?? null;

interface Doors {
  visit: (place: Place, notices: string[]) => void;
  train: () => void;
}

/** What the reader can do on the Learn tab; `files` are the built-in chapters, in their order. */
export function learnActions(
  store: LabStore,
  { files, keeping }: { files: readonly ChapterFile[]; keeping: Keeping },
  { visit, train }: Doors,
) {
  const builtIn = files.map(readSource);
  /** What the place had under the keys of a word before it was pressed. */
  const before = new Map<string, string>();
  const state = () => store.getState().learn;
  const patch = (part: Partial<LearnState>) =>
    store.setState(({ learn }) => ({ learn: { ...learn, ...part } }));
  const chapterOf = (id: string | null) =>
    state().chapters.find((chapter) => chapter.id === id) ?? null;
  /** What the address of a place is relative to. */
  const baseOf = ({ tab, chapter }: Place) =>
    (tab === "learn" && chapterOf(chapter)?.place) || FIRST_PLACE;
  const withOwn = (own: readonly ChapterFile[]) =>
    patch({ own, chapters: collected(builtIn, own) });
  withOwn(keptFiles(keeping));

  /** A chapter's state on the page as the reader has it: its backend, its size, its frame. */
  const onPage = (place: Place): Place => {
    const { backend, embed, hidden, large } = store.getState().place;
    return { ...place, backend, embed, large, hidden: embed ? hidden : place.hidden };
  };

  /** Opens a chapter at its state. */
  function open(id: string): void {
    const chapter = chapterOf(id);
    if (!chapter) return;
    before.clear();
    visit(onPage(chapter.place), []);
  }

  /** The chapter so many after the one that is open. */
  function neighbour(steps: number): ChapterSource | null {
    const { chapters } = state();
    const at = chapters.findIndex(({ id }) => id === store.getState().place.chapter);
    return (at >= 0 && chapters[at + steps]) || null;
  }

  function go(steps: number): void {
    const to = neighbour(steps);
    if (to && store.getState().place.tab === "learn") open(to.id);
  }

  const merged = (place: Place, hash: string): Place => ({
    ...mergeHash(place, hash).place,
    autorun: false,
  });

  let unkept: string | null = null;
  /** The own files, with what another tab has kept since: the newer text of one is that which is kept. */
  const ownNow = () => {
    const [own, kept] = [state().own, keptFiles(keeping)];
    return unkept ? joined(own, kept) : joined(kept, own);
  };

  /** Takes over a changed list of own files, and keeps it. */
  function take(own: readonly ChapterFile[], problems: string[]): void {
    withOwn(own);
    unkept = keepFiles(keeping, own);
    patch({ problems: unkept ? [...problems, unkept] : problems });
  }

  return {
    open,
    next: () => go(1),
    previous: () => go(-1),
    neighbour,
    /** Back to the state that the open chapter names. */
    restore: () => open(store.getState().place.chapter ?? ""),
    /** The place that an address means: a chapter's keys go over its state, none is the first chapter. */
    arrive(hash: string): Decoded {
      const text = ofTab(hash.replace(/^#/, "")) || "tab=learn";
      const decoded = decode(text);
      const { place, enclosed, notices } = decoded;
      if (place.tab !== "learn") return decoded;
      const { chapters } = state();
      const chapter = chapterOf(place.chapter) ?? chapters[0];
      if (!chapter) return decoded;
      if (place.chapter && chapter.id !== place.chapter) {
        const expected = `expected ${chapters.map(({ id }) => id).join(" or ")}`;
        notices.push(`chapter: ${expected}, found "${place.chapter}"; ${chapter.id} is opened`);
      }
      const over = mergeHash(onPage(chapter.place), text).place;
      return { place: { ...over, chapter: chapter.id }, enclosed, notices };
    },
    /** The address of a place, without the "#". */
    addressOf: (place: Place) => encode(place, baseOf(place)),
    /** The place on another tab: the 2D lab shows all maps and an instrument, a chapter its own. */
    turned(place: Place, tab: Tab): Place {
      const { instrument, maps } = FIRST_PLACE;
      if (tab !== "learn") {
        const shown = place.instrument === "none" ? instrument : place.instrument;
        return { ...place, tab, maps: tab === "lab" ? MAPS : place.maps, instrument: shown };
      }
      const chapter = chapterOf(place.chapter) ?? state().chapters[0];
      const own = chapter?.place ?? { instrument, maps };
      return {
        ...{ ...place, tab, chapter: chapter?.id ?? null },
        ...{ instrument: own.instrument, maps: own.maps },
      };
    },
    /** Whether the place differs from the open chapter's state. */
    isTurned: (place: Place) =>
      encode({ ...place, autorun: false }) !== encode({ ...onPage(baseOf(place)), autorun: false }),
    /** Whether the place is as a word of a chapter would make it. */
    isSo: (place: Place, hash: string) =>
      encode(merged(place, hash)) === encode({ ...place, autorun: false }),
    /** The place with a word's keys. */
    merged,
    /** Makes the place as a word says; where it is so already, as it was before. */
    follow(hash: string): void {
      const { place } = store.getState();
      if (this.isSo(place, hash)) {
        visit(merged(place, before.get(hash) ?? sameKeys(baseOf(place), hash)), []);
        return;
      }
      before.set(hash, sameKeys(place, hash));
      visit(merged(place, hash), []);
      if (mergeHash(place, hash).place.autorun) train();
    },
    light: (highlight: Part | null) => patch({ highlight }),
    /** Chooses an answer of a prediction; another one hides the explanation again. */
    choose: (key: string, chosen: number) =>
      patch({ choices: { ...state().choices, [key]: { chosen, shown: false } } }),
    reveal(key: string): void {
      const choice = state().choices[key];
      if (choice) patch({ choices: { ...state().choices, [key]: { ...choice, shown: true } } });
    },
    /** Adds chapters from files and opens the first; one of the same name is replaced. */
    async load(given: readonly File[]): Promise<void> {
      const read = await Promise.all(given.map(readFile));
      const own = ownNow();
      const { taken, problems } = takenOf(read, own);
      const rest = own.filter(({ name }) => taken.every((file) => file.name !== name));
      take([...rest, ...taken], problems);
      if (taken[0]) open(idOf(taken[0].name));
    },
    /** Takes an own chapter away; a built-in one that it stood for is back. */
    remove(id: string): void {
      take(
        ownNow().filter(({ name }) => idOf(name) !== id),
        [],
      );
      open(chapterOf(id)?.id ?? state().chapters[0]?.id ?? "");
    },
    dismiss: () => patch({ problems: [] }),
  };
}
