import { Collapsible } from "radix-ui";
import { duration } from "../../lab/format.ts";
import { isRunning } from "../../lab/phase.ts";
import { FEATURE_FIELDS } from "../../lab/settings.ts";
import { read } from "../../lab/values.ts";
import { featureDefaults } from "../../model/defaults.ts";
import { Control } from "../Control.tsx";
import { useLab, useLabState } from "../context.ts";
import { OpenSettings } from "../OpenSettings.tsx";
import { Settings } from "../Settings.tsx";

const RUN = FEATURE_FIELDS.filter(({ group }) => group === "Run");
const DETECTORS = ["Detectors", "Beyond the paper"] as const;
const ENERGIES = { correction: "Correction recipe", ebm: "EBM recipe" } as const;

/** What is scored and trained, and what that means on this machine. */
export function Recipes() {
  const { features } = useLab();
  const settings = useLabState(({ place }) => place.features);
  return (
    <section className="panel tuning" aria-labelledby="recipes">
      <div className="settings-head">
        <h2 id="recipes">Settings</h2>
        <OpenSettings />
      </div>
      {RUN.map((field) => (
        <Control
          key={field.key}
          field={field}
          value={read(settings, field.key)}
          onChange={(value) => features.set(field.key, value)}
        />
      ))}
      <Plan />
      {DETECTORS.map((group) => (
        <Collapsible.Root key={group} className="group recipe">
          <Collapsible.Trigger>{group}</Collapsible.Trigger>
          <Collapsible.Content>
            <section aria-label={group}>
              {FEATURE_FIELDS.filter((field) => field.group === group).map((field) => (
                <Control
                  key={field.key}
                  field={field}
                  value={read(settings, field.key)}
                  onChange={(value) => features.set(field.key, value)}
                />
              ))}
            </section>
          </Collapsible.Content>
        </Collapsible.Root>
      ))}
      {(["correction", "ebm"] as const).map((energy) => (
        <Collapsible.Root key={energy} className="group recipe">
          <Collapsible.Trigger>{ENERGIES[energy]}</Collapsible.Trigger>
          <Collapsible.Content>
            <section aria-label={ENERGIES[energy]}>
              <Settings
                fields={FEATURE_FIELDS.filter(({ key }) => key.startsWith(`${energy}.`))}
                settings={settings}
                defaults={featureDefaults()}
                open={["Optimisation", "Temperatures"]}
                onChange={features.set}
                onRestore={() => features.restore(energy)}
              />
            </section>
          </Collapsible.Content>
        </Collapsible.Root>
      ))}
    </section>
  );
}

function Plan() {
  const plan = useLabState(({ features }) => features.plan);
  const running = useLabState(({ features }) => isRunning(features.phase));
  const asked = useLabState(({ place }) => place.features.ridge);
  return (
    <output aria-label="Plan" className="plan">
      {textOf()}
    </output>
  );

  function textOf(): string {
    if (!plan) return "Load files to see what this machine can train, and how long it takes.";
    if (plan === "estimating") return running ? "estimated after this run" : "estimating …";
    if ("refusal" in plan) return `These settings cannot be run: ${plan.refusal}.`;
    const { network, seconds, parameters, overBudget, ridge } = plan;
    const size = `${parameters.toLocaleString("en")} parameters an energy`;
    const notes = [
      `${network}, about ${duration(seconds)} on this machine (${size}).`,
      overBudget &&
        "Even the smallest network takes longer than five minutes here; Cancel keeps what is finished.",
      ridge > asked &&
        `The covariance of the features is singular: ${ridge} of its mean variance was added to every direction.`,
    ];
    return notes.filter(Boolean).join(" ");
  }
}
