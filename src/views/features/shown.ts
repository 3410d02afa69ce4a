import { METHODS } from "../../detection/methods.ts";
import { shownIn } from "../../lab/results.ts";
import { resultsSummary } from "../../lab/store.ts";
import { useLabState } from "../context.ts";

/** What the plots show: the method and its result, the column of the table, its sets. */
export function useShown() {
  const summary = useLabState(({ features }) => resultsSummary(features));
  const results = useLabState(({ features }) => features.results);
  const chosen = useLabState(({ place }) => place.chosen);
  const methods = METHODS.filter((method) => results[method]);
  const shown = shownIn(chosen, methods, summary);
  if (!summary || !shown) return null;
  const { method, column } = shown;
  const result = (method && results[method]) || null;
  const sets = summary.ood.filter(
    ({ dataset }) =>
      column.datasets.includes(dataset) &&
      (!result || result.results.some((one) => one.dataset === dataset)),
  );
  return { summary, results, methods, method, column, result, sets };
}
