import type { TableForm } from "../../lab/table.ts";
import { OOD_GROUPS, type OodGroup } from "../../model/recipe.ts";

interface HeadColumn {
  name: string;
  /** Null for the average over all sets. */
  group: OodGroup | null;
}

interface Props {
  form: TableForm;
  columns: readonly HeadColumn[];
}

/** The head of a table in the paper's form: the groups and, where the form has them, their sets. */
export function TableHead({ form, columns }: Props) {
  const sets = form === "sets";
  return (
    <thead>
      <tr>
        <th rowSpan={sets ? 2 : 1} scope="col">
          Method
        </th>
        {OOD_GROUPS.map((group) => {
          const span = columns.filter((column) => column.group === group).length;
          if (span === 0) return null;
          return (
            <th key={group} colSpan={span} scope={sets ? "colgroup" : "col"} className="edge">
              {group}-OOD
              {!sets && <Metrics />}
            </th>
          );
        })}
        {columns.some(({ group }) => group === null) && (
          <th rowSpan={sets ? 2 : 1} scope="col" className="edge average">
            average
            <Metrics />
          </th>
        )}
      </tr>
      {sets && (
        <tr>
          {columns.map(
            ({ name, group }, i) =>
              group && (
                <th key={name} scope="col" className={edge(columns, i)}>
                  {name}
                  <Metrics />
                </th>
              ),
          )}
        </tr>
      )}
    </thead>
  );
}

const Metrics = () => <small>AUROC / FPR95</small>;

/** Marks the first column of a group, and the average. */
export function edge(columns: readonly HeadColumn[], i: number): string {
  const { group } = columns[i]!;
  if (group === null) return "edge average";
  return i === 0 || columns[i - 1]!.group !== group ? "edge" : "";
}
