import type { LabState, LabStore } from "../store.ts";
import type { Reopened } from "../takeUp.ts";
import type { Archive } from "./archive.ts";
import type { OpenedRun } from "./features/opened.ts";
import type { KeptState, RunDetails, RunRecord, ToyDetails } from "./record.ts";
import { recordOf, trainsElsewhere } from "./state.ts";
import { titleOf } from "./title.ts";

/** What the lab does to show a kept run. */
export interface Screens {
  reopen: (run: Reopened, want: "rest" | "train") => void;
  /** Begins a run of the settings at hand at update 0. */
  prepare: (want: "rest" | "train") => void;
  /** Shows a run of the Features tab as it was. */
  showFeatures: (opened: OpenedRun) => void;
  /** Goes on with the one that is shown, where its files are loaded. */
  resumeFeatures: () => void;
  /** Turns to the Features tab. */
  enterFeatures: () => void;
  receiveDrawing: (drawing: NonNullable<ToyDetails["drawing"]>) => void;
  receivePainted: (painted: { sets: NonNullable<ToyDetails["painted"]>; used: boolean }) => void;
}

const NO_STATE =
  "Its states were dropped to make room for newer runs: it trains anew from its settings, as another run.";
const ELSEWHERE = "This run trains in another tab: go on with it there, or pause it there first.";
const AT_END =
  "This run is at its end. Raise Updates, and a run goes on from here; other changes begin at update 0.";

/** How kept runs are opened, resumed and forked; each says in `runs.notice` what stood in its way. */
export function reopening(
  store: LabStore,
  archive: Pick<Archive, "details" | "states">,
  screens: Screens,
) {
  /** The newest opening: another one, asked for meanwhile, goes before it. */
  let newest = 0;
  const say = (notice: string | null) =>
    store.setState(({ runs }) => ({ runs: { ...runs, notice } }));
  const tell = (notice: string) => store.setState(({ toy }) => ({ toy: { ...toy, notice } }));

  async function open(id: string, want: "rest" | "train", fork: boolean): Promise<void> {
    const mine = ++newest;
    const record = recordOf(store.getState().runs, id);
    if (!record) return say(`There is no kept run ${id}: it was deleted, or is kept elsewhere.`);
    if (trainsElsewhere(store.getState(), record)) return say(ELSEWHERE);
    if (isAtHand(store.getState(), record) && want === "rest" && !fork) {
      turnTo(record);
      return;
    }
    try {
      const [details, states] = await Promise.all([archive.details(id), archive.states(id)]);
      if (mine !== newest) return;
      say(null);
      present(record, details, states.at(-1) ?? null);
    } catch (error) {
      if (mine === newest) say(`The run cannot be opened: ${(error as Error).message}.`);
    }

    function present(run: RunRecord, details: RunDetails | null, state: KeptState | null): void {
      if (run.kind === "toy" && details?.kind === "toy") {
        show({ record: run, details, state }, want, fork);
      } else if (run.kind === "features" && fork) turnTo(run);
      else if (run.kind === "features" && details?.kind === "features") {
        screens.showFeatures({ record: run, parts: details.parts, state });
        screens.enterFeatures();
        if (want === "train") screens.resumeFeatures();
      } else throw new Error("its curves and maps are missing");
    }
  }

  /** Turns to the 2D lab with a run's settings, its drawing and its painted points. */
  function show(
    {
      record,
      details,
      state,
    }: Omit<Reopened, "state" | "fork"> & { state: Reopened["state"] | null },
    want: "rest" | "train",
    fork: boolean,
  ): void {
    const { drawing, painted } = details;
    const left = stoppedText(store.getState(), record);
    const over = state !== null && state.update >= record.updates;
    if (drawing && drawing !== store.getState().board.sketch.drawing) {
      screens.receiveDrawing(drawing);
    }
    if (painted) screens.receivePainted({ sets: painted, used: true });
    else if (store.getState().toy.painting.used) {
      store.setState(({ toy }) => ({
        toy: { ...toy, painting: { ...toy.painting, used: false } },
      }));
    }
    turnTo(record);
    store.setState(({ board }) => ({ board: { ...board, open: false } }));
    if (!state) {
      screens.prepare("train");
      tell([left, NO_STATE].filter(Boolean).join(" "));
      return;
    }
    const begins = fork || (over && want === "train");
    screens.reopen({ record, details, state, fork: begins }, over ? "rest" : want);
    const end = over && begins ? AT_END : null;
    const failed = record.problem && !end ? `This run had failed: ${record.problem}` : null;
    const notices = [left, end, failed].filter((notice) => notice !== null);
    if (notices.length > 0) tell(notices.join(" "));
  }

  /** The tab of a run, with its settings. */
  function turnTo(run: RunRecord): void {
    store.setState(({ place }) => ({
      place:
        run.kind === "toy"
          ? { ...place, autorun: false, tab: "lab", toy: run.settings }
          : { ...place, autorun: false, tab: "features", features: run.settings },
    }));
    if (run.kind === "features") screens.enterFeatures();
  }

  return {
    /** Opens a run in the lab as it was at its last state. */
    show: (id: string) => open(id, "rest", false),
    /** Opens it and trains on; one that is at its end says what it takes. */
    resume: (id: string) => open(id, "train", false),
    /** Opens it, and what is changed begins at its last state. */
    fork: (id: string) => open(id, "rest", true),
  };
}

/** What becomes of the run that trains while another is opened; null where none does. */
function stoppedText({ toy, runs }: LabState, opened: RunRecord): string | null {
  const before = toy.phase.at === "training" && toy.kept ? recordOf(runs, toy.kept.id) : null;
  if (!before || before.id === opened.id) return null;
  return `“${titleOf(before)}” was stopped: it is kept, and Resume goes on with it.`;
}

const isAtHand = (state: LabState, { id }: RunRecord) =>
  state.toy.kept?.id === id || state.features.kept === id;
