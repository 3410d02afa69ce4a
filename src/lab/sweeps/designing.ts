import type { LabState, LabStore } from "../store.ts";
import { criteriaOf } from "./criteria.ts";
import type { SweepDesign } from "./design.ts";
import { baseOf, type DraftAxis, draftFrom, draftOf, newAxis, type SweepDraft } from "./draft.ts";
import { readSweep, SWEEP_BYTES } from "./file.ts";
import { fieldsOf } from "./trials.ts";

export type DesignActions = ReturnType<typeof designActions>;

/** The settings of the 2D lab or of Features, as they are now. */
const current = ({ place, board }: LabState, kind: SweepDesign["base"]["kind"]) =>
  baseOf(kind, place.toy, place.features, board.sketch.drawing);

/** What the reader can do with the sweep that is being designed. */
export function designActions(store: LabStore) {
  const patch = (part: Partial<LabState["sweeps"]>) =>
    store.setState(({ sweeps }) => ({ sweeps: { ...sweeps, ...part } }));
  const draft = () => store.getState().sweeps.draft;
  const change = (part: Partial<SweepDraft>) => {
    const before = draft();
    if (before) patch({ draft: { ...before, ...part } });
  };
  return {
    change,
    /** Begins a draft upon the settings as they are, unless there is one. */
    begin(): void {
      if (!draft()) patch({ draft: draftOf(current(store.getState(), "toy")) });
    },
    /** Takes the settings as they are now; axes stay where the kind of run does. */
    rebase(kind: SweepDesign["base"]["kind"]): void {
      const before = draft();
      const base = current(store.getState(), kind);
      const criterion = criteriaOf(kind)[0]!.name;
      const same = before?.base.kind === kind;
      change(same ? { base } : { base, axes: [], criterion, rule: "none" });
    },
    addAxis(key: string): void {
      const before = draft();
      const field = before && fieldsOf(before.base.kind).find((one) => one.key === key);
      if (!field) return;
      const axis = { ...newAxis(field, before.base.settings), ranged: before.by !== "grid" };
      change({ axes: [...before.axes, axis] });
    },
    changeAxis(key: string, part: Partial<DraftAxis>): void {
      const axes = draft()?.axes.map((axis) => (axis.key === key ? { ...axis, ...part } : axis));
      if (axes) change({ axes });
    },
    removeAxis(key: string): void {
      const axes = draft()?.axes.filter((axis) => axis.key !== key);
      if (axes) change({ axes });
    },
    /** Takes a design over into the designer. */
    copy: (design: SweepDesign) => patch({ draft: draftFrom(design) }),
    /** Loads a sweep's file into the designer, or says why not. */
    async load(file: File): Promise<void> {
      try {
        if (file.size > SWEEP_BYTES) {
          throw new Error(
            `${file.name}: expected at most ${SWEEP_BYTES / 1e6} MB, found ${(file.size / 1e6).toFixed(1)} MB`,
          );
        }
        patch({ draft: draftFrom(readSweep(file.name, await file.text())), problem: null });
      } catch (error) {
        patch({ problem: (error as Error).message });
      }
    },
    clear: () => patch({ draft: draftOf(current(store.getState(), "toy")) }),
  };
}
