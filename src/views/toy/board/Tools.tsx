import { DropdownMenu } from "radix-ui";
import { useRef } from "react";
import {
  BRUSH_FIELDS,
  CLASSES,
  SPREADS,
  type Spread,
  TOOLS,
  type Tool,
} from "../../../lab/brush.ts";
import { countOf } from "../../../lab/drawing.ts";
import { drawingCsv, drawingJson } from "../../../lab/drawingFile.ts";
import { STARTERS } from "../../../lab/starters.ts";
import { read } from "../../../lab/values.ts";
import type { Drawing } from "../../../model/recipe.ts";
import { Control } from "../../Control.tsx";
import { useLab, useLabState } from "../../context.ts";
import { saveFile } from "../../file.ts";
import { Menu } from "../../Menu.tsx";
import { RunButton } from "../../RunButton.tsx";
import { Segments } from "../../Segments.tsx";
import { CLASS_COLOURS } from "./paint.ts";

const optionsOf = (labels: Record<string, string>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

const TOOL_OPTIONS = optionsOf(TOOLS);
const SPREAD_OPTIONS = optionsOf(SPREADS);
const CLASS_OPTIONS = Array.from({ length: CLASSES }, (_, label) => ({
  value: String(label),
  label: String(label + 1),
  colour: CLASS_COLOURS[label]!,
}));

/** Brush and eraser, and what they leave. */
export function Tools() {
  const { board } = useLab();
  const tool = useLabState(({ board }) => board.tool);
  const brush = useLabState(({ board }) => board.brush);
  return (
    <div className="board-tools">
      <Segments
        label="Tool"
        options={TOOL_OPTIONS}
        value={tool}
        onChange={(value) => board.setTool(value as Tool)}
      />
      <Segments
        label="Class"
        options={CLASS_OPTIONS}
        value={String(brush.label)}
        onChange={(value) => board.setBrush({ label: Number(value) })}
      />
      <Segments
        label="Spread"
        options={SPREAD_OPTIONS}
        value={brush.spread}
        onChange={(value) => board.setBrush({ spread: value as Spread })}
      />
      <div>
        {BRUSH_FIELDS.map((field) => (
          <Control
            key={field.key}
            field={field}
            value={read(brush, field.key)}
            onChange={(value) => board.setBrush({ [field.key]: value })}
          />
        ))}
      </div>
      <History />
      <Files />
      <p className="muted note">
        Keys: B brush, E eraser, 1 to 9 class, Ctrl+Z undo, Ctrl+Shift+Z redo; on the canvas, arrows
        move the cursor (Shift: faster), Space or Enter draws.
      </p>
    </div>
  );
}

/** Ways back. */
function History() {
  const { board } = useLab();
  const past = useLabState(({ board }) => board.sketch.past.length);
  const future = useLabState(({ board }) => board.sketch.future.length);
  const none = useLabState(({ board }) => countOf(board.sketch.drawing) === 0);
  return (
    <div className="run-buttons">
      <RunButton label="Undo" off={past === 0} onPress={board.undo} />
      <RunButton label="Redo" off={future === 0} onPress={board.redo} />
      <RunButton label="Clear" off={none} onPress={board.clear} />
    </div>
  );
}

/** Drawings that come from elsewhere, and go there. */
function Files() {
  const { store, board } = useLab();
  const input = useRef<HTMLInputElement>(null);
  const none = useLabState(({ board }) => countOf(board.sketch.drawing) === 0);
  const sampled = useLabState(({ toy }) => toy.scene !== null);
  const save = (name: string, text: (drawing: Drawing) => string) =>
    saveFile(name, new Blob([text(store.getState().board.sketch.drawing)]));
  return (
    <div className="run-buttons">
      <Menu trigger={<button type="button">Starters</button>} align="start">
        {Object.keys(STARTERS).map((name) => (
          <DropdownMenu.Item key={name} onSelect={() => board.start(name)}>
            {name}
          </DropdownMenu.Item>
        ))}
        <DropdownMenu.Item disabled={!sampled} onSelect={board.startFromData}>
          Points of the last run's data
        </DropdownMenu.Item>
      </Menu>
      <Menu
        trigger={
          <button type="button" disabled={none}>
            Save
          </button>
        }
        align="start"
      >
        <DropdownMenu.Item onSelect={() => save("drawing.json", drawingJson)}>
          Drawing (JSON)
        </DropdownMenu.Item>
        <DropdownMenu.Item onSelect={() => save("drawing.csv", drawingCsv)}>
          Table of x, y, class (CSV)
        </DropdownMenu.Item>
      </Menu>
      <button type="button" onClick={() => input.current?.click()}>
        Load
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label="File of a drawing"
        accept=".json,.csv,.tsv,.txt"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) board.load(file);
        }}
      />
    </div>
  );
}
