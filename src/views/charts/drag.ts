import type { PointerEvent } from "react";

/** Handlers that tell where in an element the pointer is pressed or dragged, in CSS pixels. */
export function useDrag(at: (position: [x: number, y: number]) => void) {
  const tell = ({ currentTarget, clientX, clientY }: PointerEvent<Element>) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    at([clientX - left, clientY - top]);
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
