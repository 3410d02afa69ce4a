import { memo, useLayoutEffect, useRef } from "react";
import { THUMBNAIL, thumbnailMap } from "../../lab/runs/pictures.ts";
import type { RunRecord } from "../../lab/runs/record.ts";
import { paintMap } from "../maps/paint.ts";

/** A run's map at a glance; its place where there is none. */
export const Thumbnail = memo(function Thumbnail({ run }: { run: RunRecord }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const codes = run.kind === "toy" ? run.thumbnail : undefined;
  useLayoutEffect(() => {
    if (canvas.current && codes) paintMap(canvas.current, thumbnailMap(codes), THUMBNAIL);
  }, [codes]);
  return (
    <span className="thumbnail map-canvas-small" aria-hidden="true">
      {codes ? <canvas ref={canvas} /> : run.kind === "features" ? "F" : "2D"}
    </span>
  );
});
