import { type ReactNode, useLayoutEffect, useRef, useState } from "react";

interface Props {
  /** What it holds, spoken where it scrolls. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** Scrolls what is too wide or too tall for its place, by keyboard too. */
export function Scroll({ label, className = "", children }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  useLayoutEffect(() => {
    const own = box.current;
    if (!own) return;
    const observer = new ResizeObserver(() =>
      setOver(own.scrollWidth > own.clientWidth || own.scrollHeight > own.clientHeight),
    );
    for (const element of [own, ...own.children]) observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const reached = over ? { role: "group", "aria-label": label, tabIndex: 0 } : {};
  return (
    <div ref={box} className={`scroll ${className}`} {...reached}>
      {children}
    </div>
  );
}
