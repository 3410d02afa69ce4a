import { type DragEvent, useState } from "react";
import { openChapter } from "../../lab/learn/learning.ts";
import { useLab, useLabState } from "../context.ts";
import { Chapters } from "./Chapters.tsx";
import { ChapterText } from "./ChapterText.tsx";
import { FeaturesFigure } from "./FeaturesFigure.tsx";
import { Library } from "./Library.tsx";
import { RunFigure } from "./RunFigure.tsx";

/** The story: text on the left, the lab that it drives on the right. */
export function Learn() {
  const { learn } = useLab();
  const open = useLabState(openChapter);
  const [over, setOver] = useState(false);
  const drag = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(on);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: "Open a chapter…" does the same by keyboard
    <div
      className={over ? "learn over" : "learn"}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        void learn.load([...event.dataTransfer.files]);
      }}
    >
      <div className="chapter">
        <Chapters />
        {open && <ChapterText source={open} />}
      </div>
      {open?.figure === "features" ? <FeaturesFigure /> : <RunFigure />}
      <Library />
    </div>
  );
}
