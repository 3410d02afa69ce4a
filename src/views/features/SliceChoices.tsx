import { useId } from "react";
import type { PlaneChoice, SliceChoice } from "../../../workers/protocol/slice.ts";
import type { NumberField } from "../../lab/fields.ts";
import { PRINCIPAL_AXES } from "../../model/slice.ts";
import { Control, NumberInput } from "../Control.tsx";
import { useLab, useLabState } from "../context.ts";
import { Segments } from "../Segments.tsx";

const PLANES = [
  { value: "principal", label: "Principal axes" },
  { value: "means", label: "Class means" },
  { value: "line", label: "Class to OOD" },
];
const SURFACES = [
  { value: "sphere", label: "On the sphere" },
  { value: "plane", label: "On the plane" },
];
const OF = [
  ["means", "class means"],
  ["features", "training features"],
] as const;
const ENERGIES = [
  { value: "correction", label: "Correction" },
  { value: "ebm", label: "EBM" },
];
const NEAREST: NumberField = {
  ...{ kind: "integer", key: "nearest", url: "nearest", label: "Nearest rows", group: "Run" },
  ...{ min: 1, max: 100, scale: "linear", unit: "% of the ID test rows" },
  meaning:
    "How near a row must be to be drawn: as near as this share of the ID test rows; lower it to see only rows whose energy is close to the colours, raise it to see more of them.",
};

/** Which plane, which energy, on what surface, and which rows. */
export function SliceChoices() {
  const { slice: choose } = useLab().features;
  const choice = useLabState(({ place }) => place.slice);
  const ood = useLabState(({ features }) => features.summary?.ood) ?? [];
  const turnTo = (by: PlaneChoice["by"]) => choose({ plane: firstOf(by, ood[0]?.dataset ?? "") });
  return (
    <>
      <div className="slice-choices">
        <Segments
          label="Plane"
          options={PLANES}
          value={choice.plane.by}
          onChange={(by) => turnTo(by as PlaneChoice["by"])}
        />
        <Segments
          label="Energy"
          options={ENERGIES}
          value={choice.energy}
          onChange={(energy) => choose({ energy: energy as SliceChoice["energy"] })}
        />
        <Segments
          label="Cells of the map"
          options={SURFACES}
          value={choice.surface}
          onChange={(surface) => choose({ surface: surface as SliceChoice["surface"] })}
        />
        <Control
          field={NEAREST}
          value={Math.round(100 * choice.nearest)}
          onChange={(value) => choose({ nearest: Number(value) / 100 })}
        />
      </div>
      <PlaneParts plane={choice.plane} onChange={(plane) => choose({ plane })} />
    </>
  );
}

function firstOf(by: PlaneChoice["by"], dataset: string): PlaneChoice {
  if (by === "principal") return { by, of: "means", axes: [0, 1] };
  if (by === "means") return { by, classes: [0, 1, 2] };
  return { by, from: null, dataset, row: null };
}

interface Parts<Choice extends PlaneChoice> {
  plane: Choice;
  onChange: (plane: PlaneChoice) => void;
}

function PlaneParts({ plane, onChange }: Parts<PlaneChoice>) {
  if (plane.by === "principal") return <Principal plane={plane} onChange={onChange} />;
  if (plane.by === "means") return <Means plane={plane} onChange={onChange} />;
  return <Line plane={plane} onChange={onChange} />;
}

function Principal({ plane, onChange }: Parts<Extract<PlaneChoice, { by: "principal" }>>) {
  const [x, y] = plane.axes;
  const flat = useClasses().length < 3;
  const axes = Array.from({ length: PRINCIPAL_AXES }, (_, i) => [i, `axis ${i + 1}`] as const);
  return (
    <div className="slice-parts">
      <Pick
        label="Of"
        value={plane.of}
        options={flat ? OF.filter(([of]) => of !== "means") : OF}
        onChange={(of) => onChange({ ...plane, of })}
      />
      <Pick
        label="Across"
        value={x}
        options={axes.filter(([i]) => i !== y)}
        onChange={(axis) => onChange({ ...plane, axes: [axis, y] })}
      />
      <Pick
        label="Up"
        value={y}
        options={axes.filter(([i]) => i !== x)}
        onChange={(axis) => onChange({ ...plane, axes: [x, axis] })}
      />
    </div>
  );
}

function Means({ plane, onChange }: Parts<Extract<PlaneChoice, { by: "means" }>>) {
  const classes = useClasses();
  if (classes.length < plane.classes.length) return null;
  return (
    <div className="slice-parts">
      {plane.classes.map((c, i) => (
        <Pick
          key={LABELS[i]}
          label={LABELS[i]!}
          value={c}
          options={classes.filter(([other]) => other === c || !plane.classes.includes(other))}
          onChange={(chosen) =>
            onChange({
              ...plane,
              classes: plane.classes.map((old, j) =>
                j === i ? chosen : old,
              ) as typeof plane.classes,
            })
          }
        />
      ))}
    </div>
  );
}
const LABELS = ["First class", "Second class", "Third class"];

function Line({ plane, onChange }: Parts<Extract<PlaneChoice, { by: "line" }>>) {
  const ood = useLabState(({ features }) => features.summary?.ood) ?? [];
  const rows = ood.find(({ dataset }) => dataset === plane.dataset)?.rows ?? 1;
  const id = useId();
  const number: NumberField = {
    ...{ kind: "integer", key: "row", url: "row", label: "Row number", group: "Run" },
    ...{ min: 1, max: rows, scale: "none", meaning: "" },
  };
  return (
    <div className="slice-parts">
      <Pick
        label="From"
        value={plane.from}
        options={[[null, "nearest class"], ...useClasses()]}
        onChange={(from) => onChange({ ...plane, from })}
      />
      <Pick
        label="To a row of"
        value={plane.dataset}
        options={ood.map(({ dataset }) => [dataset, dataset] as const)}
        onChange={(dataset) => onChange({ ...plane, dataset, row: null })}
      />
      <Pick
        label="Row"
        value={plane.row === null ? "lowest" : "number"}
        options={[
          ["lowest", "of lowest energy"],
          ["number", "by number"],
        ]}
        onChange={(by) => onChange({ ...plane, row: by === "lowest" ? null : 0 })}
      />
      {plane.row !== null && (
        <div>
          <label htmlFor={id}>Row number</label>{" "}
          <NumberInput
            id={id}
            field={number}
            value={plane.row + 1}
            onChange={(row) => onChange({ ...plane, row: Number(row) - 1 })}
          />
        </div>
      )}
    </div>
  );
}

/** Every class, by number. */
function useClasses(): (readonly [number, string])[] {
  const classes = useLabState(({ features }) => features.summary?.ready?.classes) ?? 0;
  return Array.from({ length: classes }, (_, c) => [c, `class ${c}`] as const);
}

interface PickProps<Value> {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}

/** One of several values of any type. */
function Pick<Value>({ label, value, options, onChange }: PickProps<Value>) {
  return (
    <label>
      {label}{" "}
      <select
        value={options.findIndex(([option]) => option === value)}
        onChange={(event) => onChange(options[Number(event.target.value)]![0])}
      >
        {options.map(([option, text], i) => (
          <option key={String(option)} value={i}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
