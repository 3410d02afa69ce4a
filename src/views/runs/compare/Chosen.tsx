import { useRef } from "react";
import type { ComparedFeatures, ComparedToy } from "../../../lab/runs/compared.ts";
import { standingOf } from "../../../lab/runs/standing.ts";
import { trainsElsewhere } from "../../../lab/runs/state.ts";
import { useLab, useLabState } from "../../context.ts";
import { Picker } from "./Picker.tsx";
import { Swatch } from "./Swatch.tsx";

interface Props {
  runs: readonly (ComparedToy | ComparedFeatures)[];
  missing: readonly string[];
}

/** The runs that are compared, in their order, and the means to change which. */
export function Chosen({ runs, missing }: Props) {
  const lab = useLab();
  const ids = useLabState(({ place }) => place.compared);
  const list = useRef<HTMLOListElement>(null);
  const remove = (id: string) => {
    lab.runs.compare(ids.filter((other) => other !== id));
    requestAnimationFrame(() => {
      const left = list.current?.querySelector<HTMLElement>("button");
      (left ?? document.querySelector<HTMLElement>("#add-run"))?.focus();
    });
  };
  return (
    <section className="panel" aria-labelledby="compared">
      <h2 id="compared">Runs compared</h2>
      <ol ref={list} className="compared">
        {ids.map((id, place) => (
          <ChosenRun
            key={id}
            {...{ id, place, remove }}
            own={runs.find(({ run }) => run.id === id) ?? null}
          />
        ))}
      </ol>
      {missing.length > 0 && (
        <p className="note muted">
          A link's runs are those of the browser that it was made in: ask for the file that “Export”
          makes, and import it in the list.
        </p>
      )}
      <Picker chosen={ids} />
    </section>
  );
}

interface ChosenProps {
  id: string;
  place: number;
  /** Null where no run of the id is kept. */
  own: ComparedToy | ComparedFeatures | null;
  remove: (id: string) => void;
}

function ChosenRun({ id, place, own, remove }: ChosenProps) {
  const { runs } = useLab();
  const ids = useLabState(({ place }) => place.compared);
  const elsewhere = useLabState((state) => own !== null && trainsElsewhere(state, own.run));
  const title = own?.title ?? id;
  const moves = [
    { label: `Move ${title} up`, sign: "↑", to: place - 1 },
    { label: `Move ${title} down`, sign: "↓", to: place + 1 },
  ];
  return (
    <li>
      {own ? <Swatch number={own.number} /> : <span aria-hidden="true">?</span>}
      <div>
        {own ? (
          <button type="button" className="quiet" onClick={() => runs.show(id)}>
            {`${own.number}: ${title}`}
          </button>
        ) : (
          <span>{`${id}: not kept in this browser`}</span>
        )}
        {own && <small>{standingOf(own.run, elsewhere).text}</small>}
      </div>
      {moves.map(({ label, sign, to }) => (
        <button
          key={sign}
          type="button"
          className="quiet"
          aria-label={label}
          aria-disabled={to < 0 || to >= ids.length}
          onClick={() => {
            if (to < 0 || to >= ids.length) return;
            runs.compare(ids.toSpliced(place, 1).toSpliced(to, 0, id));
          }}
        >
          {sign}
        </button>
      ))}
      <button
        type="button"
        className="quiet"
        aria-label={`Remove ${title}`}
        onClick={() => remove(id)}
      >
        Remove
      </button>
    </li>
  );
}
