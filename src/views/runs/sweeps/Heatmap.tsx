import { useId, useMemo, useState } from "react";
import { criterionColumn, shadeOf } from "../../../lab/sweeps/columns.ts";
import type { Criterion } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";
import { bandsOf, heatData, heatOf, type Rest, restText } from "../../../lab/sweeps/heat.ts";
import type { PointResult } from "../../../lab/sweeps/results.ts";
import { axisLabel } from "../../../lab/sweeps/words.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Scroll } from "../../Scroll.tsx";
import { Segments } from "../../Segments.tsx";
import { HeatCell } from "./HeatCell.tsx";
import { Legend } from "./Parallel.tsx";

interface Props {
  design: SweepDesign;
  results: readonly PointResult[];
  criterion: Criterion;
  onRuns: (points: readonly PointResult[]) => void;
}

const RESTS: { value: Rest["of"]; label: string }[] = [
  { value: "all", label: "Median over all" },
  { value: "best", label: "Best point" },
];

/** A criterion over two of the settings that are varied: medians, spread, and who beats the mixture. */
export function Heatmap({ design, results, criterion, onRuns }: Props) {
  const { axes, base } = design;
  const keys = axes.map(({ key }) => key);
  const [across, setAcross] = useState(keys[0]!);
  const [up, setUp] = useState(keys[1]!);
  const [of, setOf] = useState<Rest["of"]>("all");
  const [fixed, setFixed] = useState<Readonly<Record<string, number>>>({});
  const others = axes.filter(({ key }) => key !== across && key !== up);
  const rest = useMemo((): Rest => {
    const held = others.flatMap((axis) => {
      const band = bandsOf(base.kind, axis)[fixed[axis.key] ?? -1];
      return band ? [[axis.key, band] as const] : [];
    });
    return { of, held: new Map(held) };
  }, [others, base.kind, fixed, of]);
  const heat = useMemo(
    () => heatOf(design, results, criterion, [across, up], rest),
    [design, results, criterion, across, up, rest],
  );
  const column = useMemo(
    () =>
      criterionColumn(
        criterion,
        heat.cells.flatMap(({ spread }) => spread.median ?? []),
      ),
    [criterion, heat],
  );
  const label = (key: string) => axisLabel(base.kind, key);
  const title = `${label(across)} and ${label(up)}`;
  /** Chooses an axis; where the other had it, they change places. */
  const choose = (
    key: string,
    own: string,
    other: string,
    set: typeof setUp,
    swap: typeof setUp,
  ) => {
    if (key === other) swap(own);
    set(key);
  };
  return (
    <section className="panel chart" aria-label="Two settings">
      <figure>
        <ChartHead
          title={title}
          data={() => heatData(heat, criterion, [label(across), label(up)])}
        />
        <div className="design-row">
          <AxisChoice
            name="Horizontal axis"
            {...{ keys, label }}
            value={across}
            onChange={(key) => choose(key, across, up, setAcross, setUp)}
          />
          <AxisChoice
            name="Vertical axis"
            {...{ keys, label }}
            value={up}
            onChange={(key) => choose(key, up, across, setUp, setAcross)}
          />
          {others.map((axis) => (
            <div key={axis.key} className="text-field">
              <label htmlFor={`heat-${axis.key}`}>{label(axis.key)}</label>
              <select
                id={`heat-${axis.key}`}
                value={fixed[axis.key] ?? -1}
                onChange={({ target }) => setFixed({ ...fixed, [axis.key]: Number(target.value) })}
              >
                <option value={-1}>all values</option>
                {bandsOf(base.kind, axis).map(({ text }, i) => (
                  <option key={text} value={i}>
                    {text}
                  </option>
                ))}
              </select>
            </div>
          ))}
          {others.length > 0 && (
            <Segments
              label="A cell shows"
              options={RESTS}
              value={of}
              onChange={(to) => setOf(to as Rest["of"])}
            />
          )}
        </div>
        <p className="note muted">
          {restText(
            criterion,
            rest,
            others.map(({ key }) => label(key)).filter((_, i) => !rest.held.has(others[i]!.key)),
          )}
        </p>
        {design.stopping.rule === "halving" && (
          <p className="note muted">
            Points that were stopped early count with their values where they were compared.
          </p>
        )}
        <Legend label={criterion.label} />
        <Scroll label={title}>
          <table className="heat" aria-label={title}>
            <thead>
              <tr>
                <td colSpan={2} rowSpan={2} />
                <th colSpan={heat.xs.length} scope="colgroup">
                  {label(across)}
                </th>
              </tr>
              <tr>
                {heat.xs.map(({ text }) => (
                  <th key={text} scope="col">
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {heat.ys.toReversed().map(({ text }, i) => {
                const row = heat.ys.length - 1 - i;
                return (
                  <tr key={text}>
                    {i === 0 && (
                      <th className="heat-up" rowSpan={heat.ys.length} scope="rowgroup">
                        <span>{label(up)}</span>
                      </th>
                    )}
                    <th scope="row">{text}</th>
                    {heat.xs.map(({ text: x }, k) => {
                      const cell = heat.cells[row * heat.xs.length + k]!;
                      return (
                        <HeatCell
                          key={x}
                          {...{ cell, criterion, onRuns }}
                          name={`${label(across)} ${x}, ${label(up)} ${text}`}
                          shade={shadeOf(column, cell.spread.median)}
                          first={i === 0 && k === 0}
                        />
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </Scroll>
      </figure>
    </section>
  );
}

interface ChoiceProps {
  name: string;
  keys: readonly string[];
  label: (key: string) => string;
  value: string;
  onChange: (key: string) => void;
}

function AxisChoice({ name, keys, label, value, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="text-field">
      <label htmlFor={id}>{name}</label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        {keys.map((key) => (
          <option key={key} value={key}>
            {label(key)}
          </option>
        ))}
      </select>
    </div>
  );
}
