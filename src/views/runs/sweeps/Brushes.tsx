import { Slider } from "radix-ui";
import type { Column } from "../../../lab/sweeps/columns.ts";
import { across, BOTTOM, HEIGHT, TOP } from "./geometry.ts";

/** Steps of a brush from end to end. */
const STEPS = 100;

interface Props {
  columns: readonly Column[];
  brushes: ReadonlyMap<number, readonly [low: number, high: number]>;
  width: number;
  onBrush: (column: number, ends: readonly [number, number]) => void;
}

/** A brush over each axis: two ends that narrow what is shown, by pointer and by keyboard. */
export function Brushes({ columns, brushes, width, onBrush }: Props) {
  return columns.map((column, i) => {
    const [low, high] = brushes.get(i) ?? [0, 1];
    return (
      <Slider.Root
        key={column.key}
        className="brush"
        orientation="vertical"
        style={{ left: across(i, columns.length, width), top: TOP, height: HEIGHT - TOP - BOTTOM }}
        max={STEPS}
        value={[Math.round(low * STEPS), Math.round(high * STEPS)]}
        onValueChange={([from, to]) => onBrush(i, [from! / STEPS, to! / STEPS])}
      >
        <Slider.Track>{brushes.has(i) && <Slider.Range />}</Slider.Track>
        {([low, high] as const).map((end, k) => (
          <Slider.Thumb
            // biome-ignore lint/suspicious/noArrayIndexKey: the lower end, then the upper one
            key={k}
            className={k === 0 ? "lower" : "upper"}
            aria-label={`${column.label}, ${k === 0 ? "lower" : "upper"} end`}
            aria-valuetext={column.textAt(end)}
          />
        ))}
      </Slider.Root>
    );
  });
}
