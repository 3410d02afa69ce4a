import { useLayoutEffect, useRef, useState } from "react";

/** The width of an element's content in CSS pixels. */
function contentWidth(element: Element): number {
  const { paddingLeft, paddingRight } = getComputedStyle(element);
  return element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
}

/**
 * The width of an element in CSS pixels, followed; charts draw to it so that text keeps its size.
 *
 * @param first what is drawn to before there is an element; the reader never sees it
 */
export function useWidth<E extends Element>(first: number) {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(first);
  useLayoutEffect(() => {
    if (!element.current) return;
    // The observer's first word comes after the first frame: that one would be of the wrong width.
    setWidth(Math.round(contentWidth(element.current)));
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.round(entry!.contentRect.width)),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [element, width] as const;
}
