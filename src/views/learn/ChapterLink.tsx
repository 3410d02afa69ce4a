import type { MouseEvent, ReactNode } from "react";
import type { ChapterSource } from "../../lab/learn/source.ts";
import { useLab } from "../context.ts";

interface Props {
  to: ChapterSource;
  current?: boolean;
  rel?: "prev" | "next";
  children: ReactNode;
}

/** A link to a chapter; the page that it opens in stays as the reader has it, embedded or large. */
export function ChapterLink({ to, current = false, rel, children }: Props) {
  const { learn } = useLab();
  const open = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    learn.open(to.id);
  };
  return (
    <a
      href={`#tab=learn&chapter=${to.id}`}
      aria-current={current ? "page" : undefined}
      title={to.title}
      className={rel === "next" ? "onwards" : undefined}
      rel={rel}
      onClick={open}
    >
      {children}
    </a>
  );
}
