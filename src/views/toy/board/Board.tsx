import type { KeyboardEvent } from "react";
import { CLASSES } from "../../../lab/brush.ts";
import { Alerts } from "../../Alerts.tsx";
import { useLab, useLabState } from "../../context.ts";
import { useHandOn } from "../../focus.ts";
import { Notice } from "../../Notice.tsx";
import { Canvas, Summary } from "./Canvas.tsx";
import { Tools } from "./Tools.tsx";

/** The drawing board: it stands in the place of the maps until the drawing is done. */
export function Board() {
  const { board } = useLab();
  const whole = useHandOn<HTMLElement>();
  const notice = useLabState(({ board }) => board.notice);
  const problem = useLabState(({ board }) => board.problem);
  const shortcut = (event: KeyboardEvent) => {
    const { ctrlKey, metaKey, shiftKey, target } = event;
    if (target instanceof HTMLInputElement) return;
    const key = event.key.toLowerCase();
    const digit = Number(key);
    if (ctrlKey || metaKey) {
      if (key !== "z") return;
      if (shiftKey) board.redo();
      else board.undo();
      event.preventDefault();
      return;
    }
    if (key === "b") board.setTool("brush");
    else if (key === "e") board.setTool("eraser");
    else if (digit >= 1 && digit <= CLASSES) board.setBrush({ label: digit - 1 });
    else return;
    event.preventDefault();
  };
  return (
    <section ref={whole} className="panel board" aria-labelledby="board" onKeyDown={shortcut}>
      <div className="board-head">
        <h2 id="board">Draw your own data</h2>
        <output aria-label="Drawing" className="muted">
          <Summary />
        </output>
        <button type="button" className="primary" onClick={board.done}>
          Done
        </button>
      </div>
      <div className="board-body">
        <Canvas />
        <div className="board-side">
          <Alerts
            title="Not loaded; the drawing is as it was"
            lines={problem ? [problem] : []}
            onDismiss={board.dismissProblem}
          />
          <Notice text={notice} onDismiss={board.dismiss} />
          <Tools />
        </div>
      </div>
    </section>
  );
}
