import { line, quantile, type ScaleLinear, scaleLinear } from "d3";
import { type KeyboardEvent, memo, useId, useMemo } from "react";
import { MEASURES, type Measure, type NamedModel, runLine } from "../../../lab/runLines.ts";
import { shownFrame } from "../../../lab/store.ts";
import { type Branch, fitWords } from "../../../lab/timeline.ts";
import type { ModelKind } from "../../../model/recipe.ts";
import { Axes } from "../../charts/Axes.tsx";
import { useDrag } from "../../charts/drag.ts";
import { useWidth } from "../../charts/width.ts";
import { useLab, useLabState } from "../../context.ts";
import { MODEL_NAMES } from "../panels.ts";
import { dashOf, useRuns } from "./runs.ts";

const HEIGHT = 150;
const LEFT = 48;
const RIGHT = 12;
const TOP = 22;
const BOTTOM = 34;

/** Recorded frames that a key moves by. */
const KEYS: Record<string, number> = {
  ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 },
  ...{ PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity },
};

/** The runs as lines over their updates, and the slider along the recorded ones of the run looked at. */
export function Scrubber({ measure }: { measure: Measure }) {
  const clip = useId();
  const [box, width] = useWidth<HTMLDivElement>(600);
  const { branches, present, models } = useRuns();
  const truth = useLabState(({ toy }) => toy.frame?.models.mixture.quality.trueNll) ?? null;
  const mixture = useLabState(({ toy }) => toy.frame?.models.mixture.quality.nll) ?? null;
  const end = Math.max(...branches.map(({ settings }) => settings.updates));
  const lines = branches.flatMap((branch) =>
    models.map(({ model, accent }) => ({ branch, model, accent })),
  );
  const values = lines.flatMap(({ branch, model }) =>
    runLine(branch, model, measure)
      .map(([, value]) => value)
      .filter(Number.isFinite),
  );
  const levels = measure === "nll" && truth !== null && mixture !== null ? [truth, mixture] : [];
  const seen = [...levels, ...(measure === "tv" ? [0] : [])];
  const [bottom, top] = scaleLinear()
    .domain([
      Math.min(...seen, quantile(values, 0.02) ?? 0),
      Math.max(...seen, quantile(values, 0.98) ?? 1),
    ])
    .nice(4)
    .domain();
  const x = useMemo(() => scaleLinear([0, end], [LEFT, width - RIGHT]), [end, width]);
  const y = useMemo(() => scaleLinear([bottom!, top!], [HEIGHT - BOTTOM, TOP]), [bottom, top]);
  const { label, unit } = MEASURES[measure];
  return (
    <div ref={box} className="scrubber">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={`${label} by update: ${summary(branches, models, measure)}`}
      >
        <clipPath id={clip}>
          <rect
            x={LEFT}
            y={TOP - 2}
            width={Math.max(0, width - LEFT - RIGHT)}
            height={HEIGHT - TOP - BOTTOM + 4}
          />
        </clipPath>
        <g clipPath={`url(#${clip})`}>
          {levels.map((level, i) => (
            <line
              key={i === 0 ? "truth" : "mixture"}
              className={i === 0 ? "level-truth" : "level-mixture"}
              x1={LEFT}
              x2={width - RIGHT}
              y1={y(level)}
              y2={y(level)}
            />
          ))}
          {lines.map(({ branch, model, accent }) => (
            <RunLine
              key={`${branch.run} ${model}`}
              className={`line ${accent} ${dashOf(branches, branch)}`}
              {...{ branch, model, measure, x, y }}
            />
          ))}
        </g>
        {branches.map(
          ({ run, from }) =>
            from && (
              <path
                key={run}
                className={run === present.run ? "fork" : "fork faint"}
                d={`M${x(from.update)},${HEIGHT - BOTTOM}l-4,-7h8z`}
              >
                <title>{`fork at update ${from.update}`}</title>
              </path>
            ),
        )}
        <Axes x={x} y={y} xLabel="update" yLabel={`${label}, ${unit}`} ticks={4} />
        {levels.length > 0 && (
          <g className="axes">
            <text x={width - RIGHT - 4} y={y(levels[0]!) - 4} textAnchor="end">
              truth
            </text>
            <text x={width - RIGHT - 4} y={y(levels[1]!) - 4} textAnchor="end">
              mixture
            </text>
          </g>
        )}
      </svg>
      <Thumb x={x} />
    </div>
  );
}

interface LineProps {
  branch: Branch;
  model: ModelKind;
  measure: Measure;
  className: string;
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
}

const RunLine = memo(function RunLine({ branch, model, measure, className, x, y }: LineProps) {
  const path = line<[number, number]>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([update]) => x(update))
    .y(([, value]) => y(value));
  return <path className={className} d={path(runLine(branch, model, measure).slice()) ?? ""} />;
});

/** The slider: it covers the chart's plot, so that a press anywhere moves it there. */
function Thumb({ x }: { x: ScaleLinear<number, number> }) {
  const { toy } = useLab();
  const { branches, present } = useRuns();
  const chosen = useLabState(({ timeline }) => timeline.chosen);
  const branch = branches.find(({ run }) => run === chosen) ?? present;
  const { frames, fits, settings } = branch;
  const last = frames.at(-1)?.update ?? 0;
  const shown = useLabState(({ toy }) => shownFrame(toy)?.update) ?? last;
  const fit = fits.find(({ update }) => update === shown);
  const words = `update ${shown} of ${settings.updates}`;
  const drag = useDrag(([across]) => toy.timeline.show(Math.round(x.invert(across + LEFT))));
  const press = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    toy.timeline.move(by);
  };
  const [from, to] = x.range() as [number, number];
  return (
    <div
      className="scrubber-plot draggable"
      style={{ left: from, width: to - from, top: TOP, height: HEIGHT - TOP - 16 }}
      role="slider"
      tabIndex={0}
      aria-label="Update shown"
      aria-valuemin={frames[0]?.update ?? 0}
      aria-valuemax={last}
      aria-valuenow={shown}
      aria-valuetext={fit ? `${words}, ${fitWords(fit, MODEL_NAMES)}` : words}
      onKeyDown={press}
      {...drag}
    >
      <i style={{ left: x(shown) - from }} />
    </div>
  );
}

function summary(
  branches: readonly Branch[],
  models: readonly NamedModel[],
  measure: Measure,
): string {
  const present = branches.at(-1)!;
  const now = models.flatMap(({ model, name }) => {
    const newest = runLine(present, model, measure).at(-1);
    return newest ? [`${name} ${newest[1].toPrecision(3)} at update ${Math.round(newest[0])}`] : [];
  });
  const others =
    branches.length > 1 ? `; ${branches.length - 1} earlier runs are drawn dashed` : "";
  return `${now.join(", ") || "no update yet"}${others}`;
}
