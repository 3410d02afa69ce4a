import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { ToySettings } from "../model/recipe.ts";
import { toyActions } from "./actions.ts";
import { boardActions, type Keeping, NOT_IN_LINK } from "./board.ts";
import { type Enclosed, encodeEnclosed, NOTHING_ENCLOSED } from "./enclosed.ts";
import { learnActions, openChapter } from "./learn/learning.ts";
import type { ChapterFile } from "./learn/source.ts";
import type { Port } from "./link.ts";
import { isPainted } from "./painting.ts";
import { isToyTab, type Place, type RunView, type Tab } from "./place.ts";
import { runsActions } from "./runs/actions.ts";
import type { Archive } from "./runs/archive.ts";
import type { Locks } from "./runs/locks.ts";
import { featureActions } from "./scoring.ts";
import { shareActions } from "./sharing.ts";
import { sheetActions } from "./sheet.ts";
import type { Arriving } from "./shipped.ts";
import { createLabStore, lacksDrawing } from "./store.ts";
import { sweepsActions } from "./sweeps/actions.ts";

/** What is said where a link's painted points stand in the place of the reader's. */
const LINKED_POINTS =
  "These are the link's painted points. Undo in the OOD painter brings yours back.";

export interface Surroundings {
  toyWorker: () => Port;
  featuresWorker: () => Port;
  /** A worker of a sweep. */
  trialWorker: () => Port;
  /** Threads that the machine can run at once. */
  cores: number;
  /** Calls back once the browser has painted. */
  painted: (then: () => void) => void;
  keeping: Keeping;
  /** Puts a text on the clipboard; rejects where the browser does not let it. */
  copy: (text: string) => Promise<void>;
  /** The page's own address, without the part after "#". */
  home: () => string;
  /** The chapters of the Learn tab, in their order. */
  chapters: readonly ChapterFile[];
  /** The run of these settings that is shipped with the site; null where there is none. */
  shipped: (settings: ToySettings) => Arriving | null;
  /** Where runs and sweeps are kept. */
  archive: Archive;
  locks: Locks;
  /** Asks the browser not to clear what is kept when it runs out of room. */
  persist: () => void;
}

export type Lab = ReturnType<typeof createLab>;

type Painted = NonNullable<Enclosed["painted"]>;

const samePoints = (a: Painted, b: Painted) => pointsOf(a) === pointsOf(b);
const pointsOf = ({ sets }: Painted) =>
  encodeEnclosed({ drawing: null, painted: { sets, used: true } });

/** The lab without its views: one store, and everything the reader can do. */
export function createLab(surroundings: Surroundings) {
  const { toyWorker, featuresWorker, painted, keeping, chapters, shipped, copy, home } =
    surroundings;
  const { archive, locks, persist, trialWorker, cores } = surroundings;
  const store = createLabStore();
  const toy = toyActions(store, { open: toyWorker, painted, shipped });
  const features = featureActions(store, featuresWorker, painted);

  const board = boardActions(store, keeping, toy);
  const runs = runsActions(store, {
    ...{ archive, locks, persist },
    screens: {
      ...{ reopen: toy.reopen, prepare: toy.prepare, receivePainted: toy.receive },
      receiveDrawing: (drawing) => board.receive(drawing, "run"),
      ...{ showFeatures: features.showKept, resumeFeatures: features.resumeKept },
      enterFeatures: features.open,
    },
  });

  /** Starts what the tab needs and has not yet. */
  function enter(tab: Tab): void {
    const figure = tab === "learn" ? openChapter(store.getState())?.figure : null;
    if (tab === "runs") void runs.open();
    else if (tab === "features" || figure === "features") features.open();
    else if (isToyTab(tab) && store.getState().toy.phase.at === "idle") toy.begin();
  }

  /** Goes to what an address says, with what it brings along; training starts where it asks for it. */
  function visit(
    place: Place,
    notices: string[],
    { drawing, painted }: Enclosed = NOTHING_ENCLOSED,
  ): void {
    const before = store.getState().place;
    if (drawing) board.receive(drawing);
    const own = store.getState().toy.painting;
    if (painted) toy.receive(painted);
    store.setState({ place, notices });
    if (lacksDrawing(store.getState())) {
      store.setState(({ board }) => ({
        board: { ...board, notice: board.notice ?? NOT_IN_LINK },
      }));
    }
    const same = (part: (place: Place) => unknown) =>
      JSON.stringify(part(before)) === JSON.stringify(part(place));
    const idle = store.getState().toy.phase.at === "idle";
    if (isToyTab(place.tab) && place.autorun) toy.prepare("train");
    else if (!idle && (drawing || !same(({ toy, backend }) => [toy, backend]))) toy.begin();
    if (!same(({ backend }) => backend)) features.reopen();
    enter(place.tab);
    if (painted && isPainted(own) && !samePoints(own, painted)) {
      store.setState(({ toy }) => {
        const notice = [toy.notice, LINKED_POINTS].filter(Boolean).join(" ");
        return { toy: { ...toy, notice } };
      });
    }
  }

  const learn = learnActions(store, { files: chapters, keeping }, { visit, train: toy.train });

  /** Goes to what a settings file or a report says, or says what is wrong with it. */
  async function openSettings(file: File): Promise<void> {
    const { openedSettings } = await import("./takeaway/opened.ts");
    const place = { ...store.getState().place, autorun: false };
    try {
      const run = openedSettings(place, file.name, await file.text());
      visit(run.place, [], run.enclosed);
      if (run.builtIn) toy.detectPainted(false);
    } catch (error) {
      const { tell } = place.tab === "features" ? features : toy;
      tell((error as Error).message);
    }
  }

  return {
    store,
    openSettings,
    toy,
    features,
    board,
    sheet: sheetActions(store, keeping),
    learn,
    runs,
    sweeps: sweepsActions(store, {
      ...{ archive, locks, cores, runs, open: trialWorker, features: features.taken },
    }),
    share: shareActions(store, copy, (place) => `${home()}#${learn.addressOf(place)}`),
    visit,
    setTab(tab: Tab): void {
      store.setState(({ place }) => ({ place: learn.turned(place, tab) }));
      enter(tab);
    },
    setView: (view: RunView) => store.setState(({ place }) => ({ place: { ...place, view } })),
    setBackend(backend: BackendChoice): void {
      toy.setBackend(backend);
      features.reopen();
    },
    /** Turns large type and lines on or off. */
    setLarge: (large: boolean) => store.setState(({ place }) => ({ place: { ...place, large } })),
    dismissNotices: () => store.setState({ notices: [] }),
  };
}
