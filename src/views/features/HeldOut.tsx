import type { HeldOut as Found } from "../../detection/report.ts";
import { percent, signed } from "../../lab/format.ts";

/** What held-out in-distribution rows say of a trained energy, in words. */
export function HeldOut({ found }: { found: Found }) {
  const { rows, gap, likelihood, effective } = found;
  return (
    <p className="note held-out">
      Of {rows.toLocaleString("en")} held-out in-distribution rows,{" "}
      {likelihood !== null && effective !== null && (
        <>
          the log-likelihood is <strong>{signed(likelihood)} nats</strong> a row against the
          reference alone ({percent(effective)} % of its draws count), and{" "}
        </>
      )}
      the mean E_θ/T is <strong>{signed(-gap)} nats</strong> against the ends of fresh chains. This
      tells how well in-distribution rows are fitted, not how well OOD rows are told from them.
    </p>
  );
}
