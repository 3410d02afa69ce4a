import type { FeatureTrial } from "../../../../workers/protocol/trial.ts";
import { type FeatureOutcome, featureReportOf } from "../../report.ts";
import { append, EMPTY_TRACE } from "../../trace.ts";
import { VERSION } from "../../version.ts";
import type { Identity } from "../made.ts";
import {
  type FeatureDetails,
  type FeatureParts,
  type FeatureRecord,
  RUN_SCHEMA,
} from "../record.ts";

/** A run over features as it is kept, with the network that "auto" meant. */
export function featureRunOf(
  identity: Identity,
  outcome: FeatureOutcome & Pick<FeatureParts, "summary" | "trainings">,
): { record: FeatureRecord; details: FeatureDetails } {
  const { settings, backend, plan, effort, results, comparison, summary, trainings } = outcome;
  const final = Object.entries(results).filter(([, result]) => result.final);
  const parts = { summary, plan, results: Object.fromEntries(final), comparison, trainings };
  const network = plan.network as FeatureRecord["settings"]["network"];
  return {
    record: {
      ...identity,
      ...{ kind: "features", schema: RUN_SCHEMA, version: VERSION, backend },
      settings: { ...settings, network },
      ...{ update: effort.updates, updates: plan.updates, seconds: effort.seconds },
      report: featureReportOf(outcome, summary),
    },
    details: { kind: "features", parts },
  };
}

/**
 * A trial over features as it is kept.
 *
 * @param summary of the files that it is of
 * @param before seconds of the parts of it that it went on from
 */
export function featureTrialOf(
  identity: Identity,
  settings: FeatureOutcome["settings"],
  trial: FeatureTrial,
  summary: FeatureParts["summary"],
  before = 0,
): { record: FeatureRecord; details: FeatureDetails } {
  const { backend, plan, updates, seconds, results, comparison } = trial;
  const trainings = trial.trainings.map(({ method, updates, losses }) => [
    method,
    { updates, trace: append(EMPTY_TRACE, losses) },
  ]);
  return featureRunOf(identity, {
    ...{ settings, backend: backend.label, plan, summary, comparison },
    effort: { updates, seconds: before + seconds },
    results: Object.fromEntries(results.map((result) => [result.method, result])),
    trainings: Object.fromEntries(trainings),
  });
}
