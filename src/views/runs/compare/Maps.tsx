import { useMemo, useState } from "react";
import type { MapPoint } from "../../../../workers/protocol/look.ts";
import type { ComparedToy } from "../../../lab/runs/compared.ts";
import { type ComparedMap, comparedMaps, differences } from "../../../lab/runs/comparedMaps.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { ColourLegend } from "../../maps/ColourLegend.tsx";
import { Heatmap } from "../../maps/Heatmap.tsx";
import { Segments } from "../../Segments.tsx";

const SHOWN = [
  { value: "maps", label: "−log p" },
  { value: "differences", label: "difference" },
];

/** The runs' maps and the data's, on one colour scale; pointing at one reads all. */
export function Maps({ runs }: { runs: readonly ComparedToy[] }) {
  const [shown, setShown] = useState("maps");
  const [probe, setProbe] = useState<MapPoint | null>(null);
  const maps = useMemo(() => comparedMaps(runs), [runs]);
  const differs = useMemo(() => differences(maps), [maps]);
  if (maps.length === 0) return null;
  const own = shown === "maps" ? maps : differs;
  const [first] = own;
  return (
    <section className="maps compared-maps" aria-label="Maps of the runs compared">
      <ChartHead title={shown === "maps" ? "Maps of −log p" : "Difference from the first run"}>
        <Segments label="Maps, in nats" options={SHOWN} value={shown} onChange={setShown} />
        {first && (
          <div className="one-scale">
            <ColourLegend map={first.map} />
          </div>
        )}
      </ChartHead>
      {!first && (
        <p className="muted note">
          No other map covers the same square as the first run's: there is no difference to show.
        </p>
      )}
      <div className="map-row">
        {own.map((map) => (
          <OneMap
            key={`${map.number} ${map.title}`}
            map={map}
            probe={probe}
            onProbe={setProbe}
            differs={shown !== "maps"}
          />
        ))}
      </div>
    </section>
  );
}

interface OneProps {
  map: ComparedMap;
  probe: MapPoint | null;
  onProbe: (at: MapPoint | null) => void;
  differs: boolean;
}

const NO_DOTS: [] = [];

function OneMap({ map: { number, title, map, size, extent }, probe, onProbe, differs }: OneProps) {
  const name = number === null ? title : `${number}: ${title}`;
  return (
    <Heatmap
      name={differs ? `${name}, less the first run` : name}
      label={number === null ? "Data" : number}
      energy={number === null ? "truth" : "total"}
      caption={title}
      dots={NO_DOTS}
      legend={false}
      {...{ map, size, extent, probe, onProbe }}
    />
  );
}
