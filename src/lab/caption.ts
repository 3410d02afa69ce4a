import { toyDefaults } from "../model/defaults.ts";
import type { ToySettings } from "../model/recipe.ts";
import type { ChoiceField } from "./fields.ts";
import { TOY_FIELDS } from "./settings.ts";
import { changed, read, shown } from "./values.ts";

const DATA = TOY_FIELDS.find(({ key }) => key === "data") as ChoiceField;
const DIALS = TOY_FIELDS.filter(({ key }) => key.startsWith("shape."));

/** The data in words, with those of its dials that differ from its defaults: "grid, grid size 2". */
export function dataWords(settings: ToySettings): string {
  const { data, model } = settings;
  const name = DATA.options.find(({ value }) => value === data)!.label;
  const dials = changed(shown(DIALS, settings), settings, toyDefaults(data, model));
  return [
    name,
    ...dials.map(({ key, label }) => `${label.toLowerCase()} ${read(settings, key)}`),
  ].join(", ");
}
