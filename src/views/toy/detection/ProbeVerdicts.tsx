import { scaleLinear } from "d3";
import type { ModelProbe, Standing, ToyProbe } from "../../../../workers/protocol/look.ts";
import { percent } from "../../../lab/format.ts";
import { nats, verdict } from "../../../lab/probe.ts";
import type { ModelKind } from "../../../model/recipe.ts";
import { EnergyLabel } from "../../maps/Heatmap.tsx";
import { MODEL_NAMES } from "../panels.ts";

interface Props {
  probe: ToyProbe | null;
  kinds: readonly ModelKind[];
}

/** Each model's energy as one bar, where it stands among the data, and the verdict at the threshold. */
export function ProbeVerdicts({ probe, kinds }: Props) {
  const ends = Object.values(probe?.models ?? {}).flatMap(({ energies }) => [
    energies.reference ?? 0,
    energies.total,
  ]);
  const x = scaleLinear([Math.min(0, ...ends), Math.max(1e-3, ...ends)], [0, 100]);
  return (
    <table className="small-table probe-table" aria-label="Probe: verdicts">
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col" className="bar">
            <EnergyLabel energy="reference" /> and <EnergyLabel energy="network" />
          </th>
          <th scope="col">−log p</th>
          <th scope="col">ID percentile</th>
          <th scope="col" className="decision">
            Verdict
          </th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => {
          const model = probe?.models[kind] ?? null;
          return (
            <tr key={kind}>
              <th scope="row">{MODEL_NAMES[kind]}</th>
              <td className="bar">{model && <Bar energies={model.energies} x={x} />}</td>
              <Cells standing={model} />
            </tr>
          );
        })}
        <tr>
          <th scope="row">The data</th>
          <td className="bar" />
          <Cells standing={probe?.truth ?? null} />
        </tr>
      </tbody>
    </table>
  );
}

function Cells({ standing }: { standing: (Standing & { nats: number }) | null }) {
  if (!standing) {
    return (
      <>
        <td>–</td>
        <td>–</td>
        <td>–</td>
      </>
    );
  }
  const { percentile, accepted } = standing;
  return (
    <>
      <td>{nats(standing.nats)}</td>
      <td>{percent(percentile)} %</td>
      <td className={accepted ? "accepted" : "rejected"}>{verdict(accepted)}</td>
    </>
  );
}

const HEIGHT = 14;

/** E_G from 0, and E_theta from where that ends: thin where it goes back over it. */
function Bar({ energies, x }: { energies: ModelProbe["energies"]; x: (value: number) => number }) {
  const { reference, network, total } = energies;
  const from = reference ?? 0;
  const back = reference !== null && reference * (network ?? 0) < 0;
  const inset = back ? 4 : 0;
  return (
    <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {reference !== null && <Piece name="reference" ends={[x(0), x(from)]} inset={0} />}
      {network !== null && <Piece name="network" ends={[x(from), x(total)]} inset={inset} />}
      <line x1={x(0)} x2={x(0)} y2={HEIGHT} className="zero-line" />
      <line x1={x(total)} x2={x(total)} y2={HEIGHT} className="sum" />
    </svg>
  );
}

interface PieceProps {
  name: string;
  ends: [from: number, to: number];
  inset: number;
}

const Piece = ({ name, ends, inset }: PieceProps) => (
  <rect
    className={name}
    x={Math.min(...ends)}
    width={Math.abs(ends[1] - ends[0])}
    y={inset}
    height={HEIGHT - 2 * inset}
  />
);
