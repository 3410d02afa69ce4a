import type { Archive } from "./archive.ts";

/** An archive that is found when it is first asked for something. */
export function openedArchive(find: () => Promise<Archive>): Archive {
  let found: Promise<Archive> | null = null;
  const archive = () => {
    found ??= find();
    return found;
  };
  return {
    catalogue: async () => (await archive()).catalogue(),
    follow: (hear) => void archive().then((own) => own.follow(hear)),
    keep: async (keeping) => (await archive()).keep(keeping),
    rename: async (id, naming) => (await archive()).rename(id, naming),
    details: async (id) => (await archive()).details(id),
    states: async (id) => (await archive()).states(id),
    remove: async (ids) => (await archive()).remove(ids),
    pack: async (ids) => (await archive()).pack(ids),
    unpack: async (bytes, name) => (await archive()).unpack(bytes, name),
    keepSweep: async (sweep) => (await archive()).keepSweep(sweep),
    removeSweep: async (id) => (await archive()).removeSweep(id),
    usage: async () => (await archive()).usage(),
  };
}
