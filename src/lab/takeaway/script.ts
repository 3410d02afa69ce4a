import { type RunSettings, settingsJson } from "../settingsFile.ts";

/** Where the script has a run's settings, and the module that reads them. */
const PLACE = /^SETTINGS = None$/m;

const fetched = async () => {
  const answer = await fetch("repeat_run.py");
  if (!answer.ok) throw new Error(`expected the file, found the status ${answer.status}`);
  return answer.text();
};

/**
 * The PyTorch script that repeats a run: `public/repeat_run.py` with the run's settings in it, so that
 * the one file is all that is needed.
 *
 * @param load gives the script's text
 * @throws for people, where it cannot be had
 */
export async function runScript(run: RunSettings, load = fetched): Promise<string> {
  const script = await load().catch((error: Error) => {
    throw new Error(`repeat_run.py could not be loaded: ${error.message}; try again when online`);
  });
  if (!PLACE.test(script)) {
    throw new Error("repeat_run.py has no place for settings; it is of another version, reload");
  }
  // A raw text: JSON has no three quotes in a row, and does not end in one.
  return script.replace(PLACE, () => `SETTINGS = json.loads(r"""${settingsJson(run)}""")`);
}
