import type { NetworkChoice } from "../../model/recipe.ts";
import type { SweepDesign } from "./design.ts";

/** Whether a design leaves the network to the machine's speed, which may differ from trial to trial. */
export const leavesNetwork = ({ base, axes }: SweepDesign): boolean =>
  base.kind === "features" &&
  base.settings.network === "auto" &&
  !axes.some(({ key }) => key === "network");

/**
 * The design with one network for all trials in the place of "auto".
 *
 * @param size what "auto" means on the machine that begins the sweep
 * @throws where the network is varied over "auto"
 */
export function fixedNetwork(
  design: SweepDesign,
  size: Exclude<NetworkChoice, "auto">,
): SweepDesign {
  const { base, axes } = design;
  const varied = axes.find(({ key }) => key === "network");
  if (varied && "values" in varied && varied.values.includes("auto")) {
    throw new Error(
      "sweep: expected networks of given sizes, found auto, which means another on every machine; leave it out",
    );
  }
  if (base.kind !== "features" || !leavesNetwork(design)) return design;
  return { ...design, base: { ...base, settings: { ...base.settings, network: size } } };
}
