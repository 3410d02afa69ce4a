import { useLayoutEffect, useRef } from "react";
import { momentOf, seconds } from "../../../lab/motion.ts";
import { useLab } from "../../context.ts";
import { SIDE } from "../../maps/Heatmap.tsx";
import type { Moment as Props } from "./overlay.ts";
import { paintMoment } from "./paint.ts";

/** Milliseconds that particles glide for, at most, and the share of a scene that they may take. */
const GLIDE = 400;
const SHARE = 0.7;

/** A scene of the slow motion over a map. It follows the store past React, so that particles can glide. */
export function Moment({ dissection, extent, arrows }: Props) {
  const { store } = useLab();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    let request = 0;
    let { place, motion } = store.getState();
    const show = (from: number, share: number) =>
      paintMoment(element, dissection, momentOf(dissection, place.scene), {
        ...{ extent, arrows, share, from, chain: motion.chain },
      });
    const glide = (from: number, length: number) => {
      const begin = performance.now();
      const frame = (now: number) => {
        const share = Math.min(1, Math.max(0, (now - begin) / length));
        show(from, share);
        if (share < 1) request = requestAnimationFrame(frame);
      };
      request = requestAnimationFrame(frame);
    };
    show(0, 1);
    const unsubscribe = store.subscribe((now) => {
      const before = place;
      if (now.place.scene === before.scene && now.motion.chain === motion.chain) return;
      ({ place, motion } = now);
      cancelAnimationFrame(request);
      const from = momentOf(dissection, before.scene).time;
      const to = momentOf(dissection, place.scene).time;
      const near = from !== null && to !== null && Math.abs(to - from) === 1;
      const scene = (1000 * seconds(place.scene) * SHARE) / motion.speed;
      if (near && !STILL.matches) glide(from, Math.min(GLIDE, scene));
      else show(0, 1);
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(request);
    };
  }, [store, dissection, extent, arrows]);
  return <canvas ref={canvas} className="moment" width={2 * SIDE} height={2 * SIDE} />;
}

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
