import type { ReactNode } from "react";
import type { ChartData } from "../../lab/chartData.ts";
import { Data } from "./Data.tsx";
import { Save } from "./Save.tsx";

interface Props {
  title: string;
  /** Of the heading, to name the chart by it. */
  id?: string;
  /** 4 where the chart is a part of another. */
  level?: 3 | 4;
  /** What it shows in numbers; left out where it is a table itself, or shows nothing yet. */
  data?: (() => ChartData) | null | undefined;
  /** Whether there is a picture to save. */
  saved?: boolean;
  /** A key or a choice beside the title. */
  children?: ReactNode;
}

/** The head of every chart: its title, its numbers as a table, and the chart as a picture. */
export function ChartHead({ title, id, level = 3, data, saved = true, children }: Props) {
  const Heading = `h${level}` as const;
  return (
    <div className="chart-head">
      <Heading id={id}>{title}</Heading>
      {children}
      <Tools name={title} data={data} saved={saved} />
    </div>
  );
}

interface ToolsProps {
  name: string;
  data?: (() => ChartData) | null | undefined;
  saved?: boolean;
}

/** What can be had of a chart called `name`: its numbers, its picture. */
export function Tools({ name, data, saved = true }: ToolsProps) {
  return (
    <div className="chart-tools">
      {data && <Data name={name} data={data} />}
      {saved && <Save name={name} />}
    </div>
  );
}
