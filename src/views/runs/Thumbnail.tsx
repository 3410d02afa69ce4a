import { memo, useLayoutEffect, useRef } from "react";
import { thumbnailMap } from "../../lab/runs/pictures.ts";
import type { RunRecord } from "../../lab/runs/record.ts";
import { paintMap } from "../maps/paint.ts";

/** A run's map at a glance; its place where there is none. */
export const Thumbnail = memo(function Thumbnail({ run }: { run: RunRecord }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const codes = run.kind === "toy" ? run.thumbnail : undefined;
  useLayoutEffect(() => {
    if (!canvas.current || !codes) return;
    paintMap(canvas.current, thumbnailMap(codes), Math.floor(Math.sqrt(codes.length)));
  }, [codes]);
  return (
    <span className="thumbnail" aria-hidden="true">
      {codes ? <canvas ref={canvas} /> : run.kind === "features" ? "F" : "2D"}
    </span>
  );
});
