import type { ToyProbe } from "../../../../workers/protocol/look.ts";
import { ENERGIES, type EnergyName } from "../../../../workers/protocol/maps.ts";
import { decimal } from "../../../lab/format.ts";
import { pullsOf } from "../../../lab/probe.ts";
import type { ModelKind } from "../../../model/recipe.ts";
import { EnergyLabel } from "../../maps/Heatmap.tsx";
import { MODEL_NAMES } from "../panels.ts";

interface Props {
  probe: ToyProbe | null;
  kinds: readonly ModelKind[];
}

/** The parts of each model's energy at the probe, and the lengths and directions of their pulls. */
export function ProbeEnergies({ probe, kinds }: Props) {
  return (
    <table className="small-table probe-table" aria-label="Probe: energies and gradients">
      <thead>
        <tr>
          <th scope="col">Model</th>
          {ENERGIES.map((energy) => (
            <th key={energy} scope="col">
              <EnergyLabel energy={energy} />
            </th>
          ))}
          {ENERGIES.map((energy) => (
            <th key={energy} scope="col" className="pull">
              {energy === "total" ? "−∇(" : "−∇"}
              <EnergyLabel energy={energy} />
              {energy === "total" && ")"}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => {
          const model = probe?.models[kind];
          const pulls = model ? pullsOf(model) : [];
          const pull = (energy: EnergyName) => pulls.find((one) => one.energy === energy);
          return (
            <tr key={kind}>
              <th scope="row">{MODEL_NAMES[kind]}</th>
              {ENERGIES.map((energy) => (
                <td key={energy}>{number(model?.energies[energy])}</td>
              ))}
              {ENERGIES.map((energy) => (
                <td key={energy}>{directed(pull(energy))}</td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const number = (value: number | null | undefined) => (value == null ? "–" : decimal(value, 2));

function directed(pull: { length: number; degrees: number } | undefined): string {
  return pull ? `${decimal(pull.length, 2)} ∠ ${decimal(Math.round(pull.degrees) + 0, 0)}°` : "–";
}
