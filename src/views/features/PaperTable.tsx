import {
  BENCHMARKS,
  type Benchmark,
  PAPER_NOTES,
  type PaperNumber,
  paperTable,
} from "../../lab/paperTables.ts";
import { CONVENTIONS, type Convention } from "../../lab/results.ts";
import type { TableForm } from "../../lab/table.ts";
import { Scroll } from "../Scroll.tsx";
import { edge, TableHead } from "./TableHead.tsx";

interface Props {
  benchmark: Benchmark;
  form: TableForm;
  fpr: Convention;
}

/** The paper's own table of the same form, with its errata marked. */
export function PaperTable({ benchmark, form, fpr }: Props) {
  const { name, columns, rows, errata } = paperTable(benchmark, form);
  const title = `The paper's ${name}, ${BENCHMARKS[benchmark]}`;
  return (
    <div className="results-box">
      <h3>
        {title}{" "}
        <span className="muted note">AUROC ↑ / FPR95 ↓ in %, FPR95: {CONVENTIONS.id.name}</span>
      </h3>
      <Scroll label={title}>
        <table aria-label={title} className="results-table paper">
          <TableHead form={form} columns={columns} />
          <tbody>
            {rows.map(({ method, cells }) => (
              <tr key={method}>
                <th scope="row">{method}</th>
                {cells.map(({ auroc, fpr95 }, i) => (
                  <td key={columns[i]!.name} className={edge(columns, i)}>
                    <Printed number={auroc} /> / <Printed number={fpr95} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <ul className="muted note">
        <li>
          Features of a ResNet-34, other OOD sets, and no intervals: bold is the largest or smallest
          number, not a test. The paper prints FPR95 first.
          {fpr === "ood" && " Its FPR95 is with ID as positive: do not compare it with yours here."}
        </li>
        {errata.map(({ method, column, metric, printed, recomputed, why }) => (
          <li key={`${method} ${column}`}>
            † {method}, {column}: {metric === "auroc" ? "AUROC" : "FPR95"} is printed as{" "}
            {printed.toFixed(1)}, and is {recomputed}: {why}.
          </li>
        ))}
        {PAPER_NOTES[benchmark].map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </div>
  );
}

/** A number as printed; one with an erratum is crossed out below the right one. */
function Printed({ number: { printed, erratum, best } }: { number: PaperNumber }) {
  const className = best ? "best" : undefined;
  if (!erratum) return <span className={className}>{printed.toFixed(1)}</span>;
  return (
    <span className="estimate erratum">
      <ins className={className}>{erratum.recomputed}†</ins> <del>{printed.toFixed(1)}</del>
    </span>
  );
}
