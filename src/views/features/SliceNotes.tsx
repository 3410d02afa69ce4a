import type { FeatureSlice } from "../../../workers/protocol/slice.ts";
import { percent } from "../../lab/format.ts";
import { useLabState } from "../context.ts";
import { Scroll } from "../Scroll.tsx";

/** How the maps are to be read, which rows are on them, and what they cannot show. */
export function SliceNotes({ slice }: { slice: FeatureSlice }) {
  const { axes, choice, maps, marks, points, reach } = slice;
  const dimensions = useLabState(({ features }) => features.summary?.ready?.dimensions) ?? 0;
  const inside = points.find(({ ood }) => ood === null);
  const off = inside ? inside.distance : 0;
  const share = percent(choice.nearest).replace(".0", "");
  return (
    <>
      <ul className="note slice-axes" aria-label="Axes">
        {axes.map(({ name, share, of }, i) => (
          <li key={name}>
            <span aria-hidden="true">{i ? "↑" : "→"}</span>
            <span className="hidden">{i ? "up:" : "across:"}</span> {name}, {percent(share)} % of
            the {of}' variance
          </li>
        ))}
        <li>
          <span aria-hidden="true" className="level-key" /> The thick line is each energy's 95 %
          threshold, below which 95 % of the ID test rows are. A map without it lies on one side,
          and the probe says on which.
          {choice.plane.by === "principal" &&
            marks.length > 0 &&
            " Numbers are class means at their nearest places: they lie off the plane."}
          {maps.total && " E_G and the sum have the same colours for the same energies."}
        </li>
      </ul>
      <div className="slice-notes">
        <Scroll label="Rows near the plane">
          <table className="small-table" aria-label="Rows near the plane">
            <thead>
              <tr>
                <th scope="col">Set</th>
                <th scope="col">Near enough</th>
                <th scope="col">Rows</th>
                <th scope="col">Median distance</th>
              </tr>
            </thead>
            <tbody>
              {points.map(({ ood, near, rows, distance }) => (
                <tr key={ood?.dataset ?? ""}>
                  <th scope="row">
                    {ood ? ood.dataset : "ID test"}
                    {ood && <small> {ood.group}</small>}
                  </th>
                  <td>{near.toLocaleString("en")}</td>
                  <td>{rows.toLocaleString("en")}</td>
                  <td>{distance.toFixed(2)}</td>
                </tr>
              ))}
            </tbody>
            <caption>
              Near enough: within {reach.toFixed(2)} of the{" "}
              {choice.surface === "sphere" ? "sphere's section" : "plane"}, as {share} % of the ID
              test rows are, and inside the map. At most 300 of a set are drawn.
            </caption>
          </table>
        </Scroll>
        <div className="slice-limits">
          <h4>What a slice cannot show</h4>
          <p>
            {choice.surface === "sphere"
              ? "A cell stands for the feature of length 1 in its direction: all features have length 1. "
              : "A cell is a point of the flat plane itself. Features have length 1, so most cells are places where no feature can be. "}
            A dot is a row moved to its nearest place on the map. The features have {dimensions}{" "}
            dimensions, the map two: half of the ID test rows are more than {off.toFixed(2)} away
            from where they are drawn (features of length 1 are at most 2 apart). A row's own energy
            is not the colour beneath it.
          </p>
          <p>
            Where classes meet on the map, they may be far apart in the other dimensions. Energy may
            be low elsewhere too: the maps say nothing of it. And a slice of a density is not its
            marginal: the lowest energies are near the class means, yet in many dimensions almost no
            row lies there, since there is so much more room around them.
          </p>
        </div>
      </div>
    </>
  );
}
