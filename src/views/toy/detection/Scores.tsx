import { useState } from "react";
import type { EnergyName } from "../../../../workers/protocol/maps.ts";
import { histogramData } from "../../../lab/chartRows.ts";
import { gammaOf, overlap, thresholdAt } from "../../../lab/decision.ts";
import { decimal, percent } from "../../../lab/format.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Histogram } from "../../charts/Histogram.tsx";
import { Key } from "../../charts/Key.tsx";
import { useLab } from "../../context.ts";
import { Segments } from "../../Segments.tsx";
import { KINDS } from "./kinds.ts";
import { useDetection } from "./shown.ts";

/** How the scores of held-out ID points and of the chosen OOD points lie, of one energy. */
export function Scores() {
  const { features } = useLab();
  const { energies, ood, all, gamma } = useDetection();
  const [chosen, setChosen] = useState<EnergyName>("total");
  const shown = energies.find(({ energy }) => energy === chosen) ?? energies.at(-1)!;
  const { name, energy, detection } = shown;
  const place = detection?.results.findIndex(({ dataset }) => dataset === ood) ?? -1;
  const id = detection?.distribution.id;
  const outside = detection?.distribution.ood[place];
  const kind = KINDS[ood].name;
  const series = [
    ...(id ? [{ name: "held-out ID points", className: "inside", shares: id }] : []),
    ...(outside ? [{ name: `${kind} OOD points`, className: `ood ${ood}`, shares: outside }] : []),
  ];
  const title = `Scores of ${name}`;
  const domain = detection?.distribution.domain ?? [0, 1];
  const unit = all ? "−log p, in nats" : "energy";
  const common = id && outside ? `${percent(overlap(id, outside))} % overlap` : "no OOD points";
  return (
    <section className="chart detection" aria-label="Score histograms">
      <ChartHead title={title} data={() => histogramData(series, domain, unit)} />
      <Segments
        label="Energy"
        options={energies.map(({ name, energy }) => ({ value: energy, label: name }))}
        value={energy}
        onChange={(value) => setChosen(value as EnergyName)}
      />
      <Histogram
        label={`${title}: ${kind} OOD has ${common}`}
        series={series}
        domain={domain}
        xLabel={unit}
        threshold={detection && thresholdAt(detection, gamma)}
        onThreshold={(score) => detection && features.show({ gamma: gammaOf(detection, score) })}
      />
      <Key entries={series} />
      <output aria-label="Threshold value" className="muted note">
        {detection && (
          <>
            <var>γ</var> = {decimal(thresholdAt(detection, gamma))}; {common}
          </>
        )}
      </output>
    </section>
  );
}
