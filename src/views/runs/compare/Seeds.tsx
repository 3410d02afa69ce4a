import type { SeedGroup } from "../../../lab/runs/compared.ts";
import { seedData, seedRows } from "../../../lab/runs/seedTable.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Scroll } from "../../Scroll.tsx";

/** What runs that differ by their seeds alone came to. */
export function Seeds({ groups }: { groups: readonly SeedGroup[] }) {
  const rows = seedRows(groups);
  if (rows.length === 0) return null;
  const titles = [...new Set(rows.map(({ group }) => group))];
  return (
    <section className="chart" aria-label="Over seeds">
      <ChartHead title="Over seeds" data={() => seedData(rows)} />
      <Scroll label="Over seeds">
        <table className="small-table contrast" aria-label="Over seeds">
          <thead>
            <tr>
              <td />
              <th scope="col">Median</th>
              <th scope="col">Least to largest</th>
            </tr>
          </thead>
          {titles.map((title) => {
            const own = rows.filter(({ group }) => group === title);
            return (
              <tbody key={title}>
                <tr>
                  <th scope="rowgroup" colSpan={3}>
                    {`${title}; seeds ${own[0]!.seeds}`}
                  </th>
                </tr>
                {own.map(({ name, median, range }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td>{median}</td>
                    <td>{range}</td>
                  </tr>
                ))}
              </tbody>
            );
          })}
        </table>
      </Scroll>
    </section>
  );
}
