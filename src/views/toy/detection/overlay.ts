import { useMemo } from "react";
import type { ToyProbe } from "../../../../workers/protocol/look.ts";
import type { ToyFrame } from "../../../../workers/protocol/toy.ts";
import type { Tool } from "../../../lab/painting.ts";
import { arrowScale, pullsOf } from "../../../lab/probe.ts";
import { OOD_GROUPS, type OodGroup } from "../../../model/recipe.ts";
import { useLab, useLabState } from "../../context.ts";
import { SIDE, type Threshold } from "../../maps/Heatmap.tsx";
import type { Arrow } from "../../maps/Pin.tsx";
import type { MapTool } from "../../maps/Pointer.tsx";
import type { NamedDots } from "../Caption.tsx";
import { type Panel, panelDetection } from "../panels.ts";
import { KINDS } from "./kinds.ts";

/** What Enter on a map does with each tool. */
const ENTER: Record<Tool, string> = {
  read: "pins the probe",
  erase: "erases",
  near: `paints ${KINDS.near.name}`,
  mid: `paints ${KINDS.mid.name}`,
  far: `paints ${KINDS.far.name}`,
};

/** What presses on the maps do, by the painter's tool; `onStroke` is told of strokes that begin. */
export function useMapTool(onStroke: () => void): MapTool {
  const { toy } = useLab();
  const tool = useLabState(({ toy }) => toy.painting.tool);
  const radius = useLabState(({ toy }) => toy.painting.radius);
  return {
    enter: ENTER[tool],
    radius: tool === "read" ? null : radius,
    begin(at) {
      onStroke();
      toy.beginStroke(at);
    },
    ...{ move: toy.moveStroke, end: toy.endStroke, pin: toy.pin },
  };
}

/** The OOD points that are scored: all that are painted, or the built-in ones of the kind at hand. */
export function useOodDots(): NamedDots[] {
  const ood = useLabState(({ place }) => place.ood);
  const builtIn = useLabState(({ toy }) => toy.scene?.ood[ood]);
  const { used, sets } = useLabState(({ toy }) => toy.painting);
  return useMemo(() => {
    const dots = (group: OodGroup, points: Float32Array): NamedDots => {
      const { name, colour } = KINDS[group];
      return { name: `${name} OOD points`, points, colour, side: 4, edge: "#fff" };
    };
    if (used) return OOD_GROUPS.map((group) => dots(group, sets[group]));
    return builtIn ? [dots(ood, builtIn)] : [];
  }, [ood, builtIn, used, sets]);
}

/** The energy of a panel up to which the threshold accepts, gamma % of held-out ID points. */
export function thresholdOf(frame: ToyFrame, panel: Panel, gamma: number): Threshold | null {
  const level = panelDetection(frame, panel)?.level;
  if (!level) return null;
  const holds = `${gamma.toFixed(1)} % of held-out ID points`;
  return { ...level, holds, verdicts: ["accepted", "rejected"] };
}

/** The pinned probe as a panel's map shows it; null where none is pinned. */
export function usePin() {
  const at = useLabState(({ place }) => place.probe);
  const probe = useLabState(({ toy }) => (toy.past ?? toy.frame)?.probe) ?? null;
  return (panel: Panel | null) =>
    at && { at, arrows: panel && probe ? arrowsOf(probe, panel) : [] };
}

/** An arrow as long as the arrow scale, in the drawing's units: a fifth of the map's side. */
const ARROW = SIDE / 5;

/** The arrows of a panel's energy: of a sum those of its parts too. */
function arrowsOf(probe: ToyProbe, { model, part }: Panel): Arrow[] {
  const own = probe.models[model];
  if (!own) return [];
  const scale = ARROW / arrowScale(probe);
  const pulls = pullsOf(own).filter(({ energy }) => {
    if (part === "network") return energy === "network";
    // A model of one part is its own sum.
    return energy !== "total" || model === "correction";
  });
  return pulls.map(({ energy, force: [x, y] }) => ({ energy, dx: scale * x, dy: -scale * y }));
}
