import type { PointerEvent } from "react";

/** Handlers that tell where in an element the pointer is pressed or dragged, in CSS pixels. */
export function useDrag(at: (position: [x: number, y: number]) => void) {
  const tell = ({ currentTarget, clientX, clientY }: PointerEvent<Element>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    // Lecture mode zooms the page; a browser that does not tell has no such zoom.
    const zoom = currentTarget.currentCSSZoom ?? 1;
    at([(clientX - left) / zoom, (clientY - top) / zoom]);
  };
  return {
    onPointerDown(event: PointerEvent<Element>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      tell(event);
    },
    onPointerMove(event: PointerEvent<Element>) {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) tell(event);
    },
  };
}
