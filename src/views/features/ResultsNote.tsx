import { METHODS } from "../../detection/methods.ts";
import { CONVENTIONS, type Convention } from "../../lab/results.ts";
import { useLabState } from "../context.ts";

/** What must be known to read the table of one's own results. */
export function ResultsNote({ id, fpr }: { id: string; fpr: Convention }) {
  const replicates = useLabState(
    ({ place, features: { scored } }) => (scored?.settings ?? place.features).replicates,
  );
  const variants = useLabState(({ features }) => features.results);
  const { name, meaning } = CONVENTIONS[fpr];
  const forms = METHODS.flatMap((method) => {
    const variant = variants[method]?.variant;
    return variant ? [`${method}: ${variant}`] : [];
  });
  return (
    <p id={id} className="muted note">
      AUROC ↑ / FPR95 ↓ in %; FPR95 ({name}): {meaning}.{" "}
      {replicates > 0
        ? `Below them 95 % intervals by the bootstrap (${replicates} replicates). Bold: the best, and what is statistically tied with it: the interval of their difference, paired over the drawn rows, holds 0.`
        : "Bold: the best, and what looks equal to it; without bootstrap replicates there are no intervals."}{" "}
      {forms.length > 0 && `${forms.join("; ")}. `}
      Choose a cell for the plots below (arrow keys go from cell to cell).
    </p>
  );
}
