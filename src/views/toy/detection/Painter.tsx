import { Slider } from "radix-ui";
import { useId } from "react";
import { BRUSH, isPainted, PAINTED_LIMIT, type Tool } from "../../../lab/painting.ts";
import { OOD_GROUPS } from "../../../model/recipe.ts";
import { useLab, useLabState } from "../../context.ts";
import { RunButton } from "../../RunButton.tsx";
import { Segments } from "../../Segments.tsx";
import { KINDS } from "./kinds.ts";

const TOOLS: { value: Tool; label: string }[] = [
  { value: "read", label: "Read" },
  ...OOD_GROUPS.map((group) => ({ value: group, label: `Paint ${KINDS[group].name}` })),
  { value: "erase", label: "Erase" },
];

const SETS = [
  { value: "built-in", label: "built-in" },
  { value: "painted", label: "painted" },
];

/** The tools over the maps: read them, or paint OOD points of one's own. */
export function Painter() {
  const { toy } = useLab();
  const painting = useLabState(({ toy }) => toy.painting);
  const brush = useId();
  const { tool, radius, used, sets, past, full } = painting;
  const painted = isPainted(painting);
  return (
    <section className="painter" aria-label="OOD painter">
      <Segments
        label="Press or drag on a map to"
        options={TOOLS}
        value={tool}
        onChange={(value) => toy.setTool(value as Tool)}
      />
      <div className="brush-size">
        <span id={brush}>
          Brush <strong>{radius.toFixed(2)}</strong>
        </span>
        <Slider.Root
          className="slider"
          min={BRUSH.min}
          max={BRUSH.max}
          step={0.05}
          value={[radius]}
          disabled={tool === "read"}
          onValueChange={([to]) => toy.setBrush(to!)}
        >
          <Slider.Track>
            <Slider.Range />
          </Slider.Track>
          <Slider.Thumb aria-labelledby={brush} aria-valuetext={`radius ${radius.toFixed(2)}`} />
        </Slider.Root>
      </div>
      <div className="painter-buttons">
        <RunButton label="Undo" off={past.length === 0} onPress={toy.undoStroke} />
        <RunButton label="Clear" off={!painted} onPress={toy.clearPainting} />
      </div>
      <Segments
        label="OOD points"
        options={SETS}
        value={used ? "painted" : "built-in"}
        onChange={(value) => toy.detectPainted(value === "painted")}
      />
      <output className="painted-counts" aria-label="Painted points">
        {OOD_GROUPS.map((group) => (
          <span key={group}>
            <i style={{ background: KINDS[group].colour }} />
            {KINDS[group].name} {(sets[group].length / 2).toLocaleString("en")}
          </span>
        ))}
        {used && !painted && (
          <strong>Nothing is painted yet: choose a Paint tool, then press or drag on a map.</strong>
        )}
        {full && (
          <strong>
            {KINDS[full].name} is full at {PAINTED_LIMIT.toLocaleString("en")} points; erase some.
          </strong>
        )}
      </output>
    </section>
  );
}
