import { Popover } from "radix-ui";
import { type ChartData, cellText, dataCsv, MOST_ROWS, thinned } from "../../lab/chartData.ts";
import { fileStem, saveFile } from "../file.ts";
import { Scroll } from "../Scroll.tsx";

interface Props {
  name: string;
  /** Asked while the table is open, and when it is saved. */
  data: () => ChartData;
}

/** The numbers of a chart called `name`, as a table that opens over the page. */
export function Data({ name, data }: Props) {
  return (
    <Popover.Root>
      <Popover.Trigger className="save" aria-label={`Data of ${name}`}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2,3H14V13H2ZM2,6.5H14M2,9.8H14M6.5,3V13" />
        </svg>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover data"
          aria-label={`Data of ${name}`}
          align="end"
          sideOffset={4}
          collisionPadding={12}
        >
          <div className="data-head">
            <strong>{name}</strong>
            <button
              type="button"
              onClick={() => saveFile(`${fileStem(name)}.csv`, new Blob([dataCsv(data())]))}
            >
              Download CSV
            </button>
            <Popover.Close>Close</Popover.Close>
          </div>
          <DataTable name={name} data={data} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function DataTable({ name, data }: Props) {
  const { caption, columns, rows } = data();
  const shown = thinned(rows);
  const left =
    shown.length < rows.length
      ? `; ${MOST_ROWS} of ${rows.length} rows, evenly spread: the CSV has all`
      : "";
  return (
    <Scroll label={`Rows of ${name}`}>
      <table className="small-table">
        <caption>
          {caption}
          {left}.
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place in the table
            <tr key={i}>
              {row.map((cell, column) =>
                column === 0 ? (
                  <th key={columns[0]} scope="row">
                    {cellText(cell)}
                  </th>
                ) : (
                  <td key={columns[column]}>{cellText(cell)}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
