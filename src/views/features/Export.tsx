import { DropdownMenu } from "radix-ui";
import { csvOf } from "../../lab/csv.ts";
import { latexOf } from "../../lab/latex.ts";
import { isRunning } from "../../lab/phase.ts";
import { featuresReport } from "../../lab/report.ts";
import { type LabState, resultsSummary } from "../../lab/store.ts";
import { listed, type Table, type TableForm, tableOf } from "../../lab/table.ts";
import { featuresRun } from "../../lab/takeaway/run.ts";
import { useLab, useLabState } from "../context.ts";
import { jsonFile, saveFile } from "../file.ts";
import { Menu } from "../Menu.tsx";
import { ScriptItems } from "../ScriptItems.tsx";

/** What a run leaves, to take away. */
export function Export() {
  const { store, features } = useLab();
  const reported = useLabState((state) => featuresReport(state) !== null);
  const trained = useLabState(
    ({ features: { results, phase, opened } }) =>
      !isRunning(phase) && !opened && Boolean(results.EBM?.final || results.Correction?.final),
  );
  const saveText = (name: string, text: (table: (form?: TableForm) => Table) => string) => {
    const table = tablesOf(store.getState());
    if (table) saveFile(name, new Blob([text(table)], { type: "text/plain" }));
  };
  const saveReport = () =>
    saveFile("energy-correction-features.json", jsonFile(featuresReport(store.getState())));
  const saveSettings = async () => {
    const { settingsJson } = await import("../../lab/settingsFile.ts");
    const text = settingsJson(featuresRun(store.getState()));
    saveFile("energy-correction-features-settings.json", new Blob([text]));
  };
  const saveScript = async () => {
    const { runScript } = await import("../../lab/takeaway/script.ts");
    try {
      const text = await runScript(featuresRun(store.getState()));
      saveFile("energy-correction-features.py", new Blob([text]));
    } catch (error) {
      features.tell((error as Error).message);
    }
  };
  const saveEnergies = async () =>
    saveFile("trained-energies.safetensors", new Blob([await features.weights()]));
  return (
    <Menu trigger={<button type="button">Export</button>}>
      <DropdownMenu.Item disabled={!reported} onSelect={saveReport}>
        Report (JSON)
      </DropdownMenu.Item>
      <DropdownMenu.Item
        disabled={!reported}
        onSelect={() =>
          saveText("detection-results.csv", (table) => csvOf(table("sets"), table("groups")))
        }
      >
        Table (CSV)
      </DropdownMenu.Item>
      <DropdownMenu.Item
        disabled={!reported}
        onSelect={() =>
          saveText("detection-results.tex", (table) =>
            latexOf(table(), store.getState().place.results.fpr),
          )
        }
      >
        Table (LaTeX)
      </DropdownMenu.Item>
      <DropdownMenu.Item onSelect={saveSettings}>Settings (JSON)</DropdownMenu.Item>
      <DropdownMenu.Separator />
      <DropdownMenu.Item disabled={!trained} onSelect={saveEnergies}>
        Trained energies (.safetensors)
      </DropdownMenu.Item>
      <ScriptItems off={false} onRepeat={saveScript} />
    </Menu>
  );
}

/** The table of results in any form, or else in the one on screen. */
function tablesOf({ place, features }: LabState) {
  const { results, comparison } = features;
  const summary = resultsSummary(features);
  if (!summary) return null;
  const methods = listed(place.features.extras, results);
  return (form: TableForm = place.results.table): Table =>
    tableOf(form, methods, { summary, results, comparison });
}
