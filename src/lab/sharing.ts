import { countOf } from "./drawing.ts";
import { type Enclosed, encodeEnclosed, NOTHING_ENCLOSED } from "./enclosed.ts";
import { isPainted } from "./painting.ts";
import type { Place } from "./place.ts";
import type { Section } from "./sections.ts";
import type { LabState, LabStore, ShareState } from "./store.ts";

/** Characters of a link at most: mail and chat programs cut longer ones. */
export const LINK_LENGTH = 8000;

export interface Shared {
  url: string;
  /** What of the state is not in it, a sentence each. */
  missing: string[];
}

/** The whole address of a place, the page's own part too. */
export type Address = (place: Place) => string;

/** A link to the state at hand, points and all, with `over` in the place of parts of it. */
export function linkTo(state: LabState, address: Address, over: Partial<Place> = {}): Shared {
  const { board, features, toy } = state;
  const place = { ...state.place, ...over };
  const missing: string[] = [];
  let enclosed = NOTHING_ENCLOSED;
  let url = address(place);
  const enclose = (part: Partial<Enclosed>, count: number, what: string, instead: string) => {
    const more = { ...enclosed, ...part };
    const longer = `${address(place)}&${encodeEnclosed(more)}`;
    if (longer.length <= LINK_LENGTH) [enclosed, url] = [more, longer];
    else missing.push(`The ${count.toLocaleString("en")} points of ${what}; ${instead}`);
  };
  const { drawing } = board.sketch;
  if (place.toy.data === "drawn" && countOf(drawing) > 0) {
    enclose({ drawing }, countOf(drawing), "the drawing", FILE);
  }
  if (isPainted(toy.painting)) {
    const count = Object.values(toy.painting.sets).reduce((sum, { length }) => sum + length / 2, 0);
    enclose({ painted: toy.painting }, count, "the painted OOD sets", FEWER);
  }
  if (place.tab === "features" && features.summary) missing.push(FEATURES);
  return { url, missing };
}

const FIELD = "select the text in the field and copy it";
const FILE = "they do not fit into a link: save the drawing as a file.";
const FEWER = "they do not fit into a link: paint fewer.";
const FEATURES = "The loaded features; whoever opens the link loads them anew.";

/** The state's own page with nothing hidden, for readers of an embedded one. */
export const wholeLink = (state: LabState, address: Address) =>
  linkTo(state, address, { embed: false, hidden: [] }).url;

/** HTML that embeds the state in another page, without the parts in `hidden`. */
export function embedCode(
  state: LabState,
  address: Address,
  { hidden, height, autorun }: { hidden: readonly Section[]; height: number; autorun: boolean },
): string {
  const { url } = linkTo(state, address, { embed: true, hidden, autorun });
  const src = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return (
    `<iframe src="${src}" title="Energy Correction Lab" width="100%" height="${height}" ` +
    'style="border: 0" loading="lazy" allow="clipboard-write; cross-origin-isolated"></iframe>'
  );
}

/** What the reader can do to hand the state on. */
export function shareActions(
  store: LabStore,
  copy: (text: string) => Promise<void>,
  address: Address,
) {
  const patch = (part: Partial<ShareState>) =>
    store.setState(({ share }) => ({ share: { ...share, ...part } }));

  /** Copies a text; where the browser does not let it, the fields to copy from open. */
  async function copyText(text: string, name: string, missing: readonly string[]): Promise<void> {
    const left = missing.length > 0 ? ` Not in it: ${missing.join(" ")}` : "";
    try {
      await copy(text);
      patch({ said: { text: `${name} copied.${left}`, brief: left === "" } });
    } catch {
      patch({
        open: true,
        said: { text: `This browser does not let the page copy: ${FIELD}.${left}`, brief: false },
      });
    }
  }

  return {
    address,
    setOpen: (open: boolean) => patch({ open, said: null }),
    /** The link to what is on screen, with another `autorun` if it is given. */
    async copyLink(autorun = store.getState().place.autorun): Promise<void> {
      const { url, missing } = linkTo(store.getState(), address, { autorun });
      await copyText(url, "Link", missing);
    },
    copyCode: (code: string) => copyText(code, "Code", []),
    dismiss: () => patch({ said: null }),
  };
}
