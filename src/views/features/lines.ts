import type { Method } from "../../detection/methods.ts";
import type { OodGroup } from "../../model/recipe.ts";

/** The classes of a method's line. */
export const methodClass = (method: Method) =>
  `method ${method.toLowerCase().replaceAll(" ", "-")}`;

/** The classes of each OOD set's line: a colour a group, a dash for each further set of a group. */
export function setClasses(sets: readonly { dataset: string; group: OodGroup }[]) {
  return new Map(
    sets.map(({ dataset, group }) => {
      const own = sets.filter((set) => set.group === group);
      const place = own.findIndex((set) => set.dataset === dataset);
      return [dataset, `ood ${group} dash-${place % 4}`];
    }),
  );
}
