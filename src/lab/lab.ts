import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { ToySettings } from "../model/recipe.ts";
import { toyActions } from "./actions.ts";
import { boardActions, type Keeping, NOT_IN_LINK } from "./board.ts";
import { learnActions, openChapter } from "./learn/learning.ts";
import type { ChapterFile } from "./learn/source.ts";
import type { Port } from "./link.ts";
import type { Place, Tab } from "./place.ts";
import { featureActions } from "./scoring.ts";
import { sheetActions } from "./sheet.ts";
import type { Arriving } from "./shipped.ts";
import { createLabStore, lacksDrawing } from "./store.ts";

export interface Surroundings {
  toyWorker: () => Port;
  featuresWorker: () => Port;
  /** Calls back once the browser has painted. */
  painted: (then: () => void) => void;
  keeping: Keeping;
  /** The chapters of the Learn tab, in their order. */
  chapters: readonly ChapterFile[];
  /** The run of these settings that is shipped with the site; null where there is none. */
  shipped: (settings: ToySettings) => Arriving | null;
}

export type Lab = ReturnType<typeof createLab>;

/** The lab without its views: one store, and everything the reader can do. */
export function createLab(surroundings: Surroundings) {
  const { toyWorker, featuresWorker, painted, keeping, chapters, shipped } = surroundings;
  const store = createLabStore();
  const toy = toyActions(store, { open: toyWorker, painted, shipped });
  const features = featureActions(store, featuresWorker, painted);

  const board = boardActions(store, keeping, toy);

  /** Starts what the tab needs and has not yet. */
  function enter(tab: Tab): void {
    const figure = tab === "learn" ? openChapter(store.getState())?.figure : null;
    if (tab === "features" || figure === "features") features.open();
    else if (store.getState().toy.phase.at === "idle") toy.begin();
  }

  /** Goes to what an address says; training starts where it asks for it. */
  function visit(place: Place, notices: string[]): void {
    const before = store.getState().place;
    store.setState({ place, notices });
    if (lacksDrawing(store.getState())) {
      store.setState(({ board }) => ({
        board: { ...board, notice: board.notice ?? NOT_IN_LINK },
      }));
    }
    const same = (part: (place: Place) => unknown) =>
      JSON.stringify(part(before)) === JSON.stringify(part(place));
    const idle = store.getState().toy.phase.at === "idle";
    if (place.tab !== "features" && place.autorun) toy.prepare("train");
    else if (!idle && !same(({ toy, backend }) => [toy, backend])) toy.begin();
    if (!same(({ backend }) => backend)) features.reopen();
    enter(place.tab);
  }

  const learn = learnActions(store, { files: chapters, keeping }, { visit, train: toy.train });

  return {
    store,
    toy,
    features,
    board,
    sheet: sheetActions(store, keeping),
    learn,
    visit,
    setTab(tab: Tab): void {
      store.setState(({ place }) => ({ place: learn.turned(place, tab) }));
      enter(tab);
    },
    setBackend(backend: BackendChoice): void {
      toy.setBackend(backend);
      features.reopen();
    },
    dismissNotices: () => store.setState({ notices: [] }),
  };
}
