import { DropdownMenu } from "radix-ui";
import { toyReport } from "../../lab/report.ts";
import { repeatProblem, type TakenRun, takenRun } from "../../lab/takeaway/run.ts";
import { useLab, useLabState } from "../context.ts";
import { jsonFile, saveFile } from "../file.ts";
import { Menu } from "../Menu.tsx";
import { ScriptItems } from "../ScriptItems.tsx";

/** What the run at hand leaves, to take away. */
export function Export() {
  const { store, toy } = useLab();
  const stem = useLabState(
    ({ place: { toy } }) => `energy-correction-${toy.data}-${toy.model}-seed${toy.seed}`,
  );
  const begun = useLabState((state) => takenRun(state) !== null);
  const trained = useLabState((state) => Boolean(takenRun(state)?.state));
  /** Saves what is made of the run, or says why it cannot be. */
  const save = async (ending: string, make: (taken: TakenRun) => Promise<BlobPart>) => {
    const taken = takenRun(store.getState());
    if (!taken) return;
    try {
      saveFile(`${stem}${ending}`, new Blob([await make(taken)]));
    } catch (error) {
      toy.tell((error as Error).message);
    }
  };
  const saveReport = () => saveFile(`${stem}.json`, jsonFile(toyReport(store.getState())));
  const saveCurves = () =>
    save("-curves.csv", async ({ traces, fits }) => {
      const { curvesCsv } = await import("../../lab/takeaway/curves.ts");
      return curvesCsv(traces, fits);
    });
  const saveSettings = () =>
    save("-settings.json", async ({ run }) => {
      const { settingsJson } = await import("../../lab/settingsFile.ts");
      return settingsJson(run);
    });
  const saveWeights = () =>
    save(".safetensors", async ({ state }) => {
      const { toyWeights } = await import("../../lab/takeaway/weights.ts");
      return toyWeights(state!);
    });
  const saveScript = () =>
    save(".py", async (taken) => {
      const problem = repeatProblem(taken);
      if (problem) throw new Error(problem);
      const { runScript } = await import("../../lab/takeaway/script.ts");
      return runScript(taken.run);
    });
  return (
    <Menu trigger={<button type="button">Export</button>}>
      <DropdownMenu.Item disabled={!begun} onSelect={saveReport}>
        Report (JSON)
      </DropdownMenu.Item>
      <DropdownMenu.Item disabled={!begun} onSelect={saveCurves}>
        Curves (CSV)
      </DropdownMenu.Item>
      <DropdownMenu.Item disabled={!begun} onSelect={saveSettings}>
        Settings (JSON)
      </DropdownMenu.Item>
      <DropdownMenu.Separator />
      <DropdownMenu.Item disabled={!trained} onSelect={saveWeights}>
        Trained energies (.safetensors)
      </DropdownMenu.Item>
      <ScriptItems off={!begun} onRepeat={saveScript} />
    </Menu>
  );
}
