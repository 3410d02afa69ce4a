import { useEffect, useMemo, useRef } from "react";
import { readChapter } from "../../lab/learn/reader.ts";
import type { ChapterSource } from "../../lab/learn/source.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab } from "../context.ts";
import { Blocks } from "./Blocks.tsx";
import { ChapterLink } from "./ChapterLink.tsx";
import { useTerms } from "./light.ts";

/** The text of a chapter, and the way to the next. */
export function ChapterText({ source }: { source: ChapterSource }) {
  const { learn } = useLab();
  const { blocks, problems } = useMemo(() => readChapter(source), [source]);
  const heading = useRef<HTMLHeadingElement>(null);
  const opened = useRef(source.id);
  const text = useTerms<HTMLElement>();
  const [previous, next] = [learn.neighbour(-1), learn.neighbour(1)];
  useEffect(() => {
    if (opened.current === source.id) return;
    opened.current = source.id;
    scrollTo({ top: 0 });
    heading.current?.focus({ preventScroll: true });
  }, [source]);
  // What is gone from the page can no longer be left by pointer or focus.
  useEffect(() => () => source && learn.light(null), [source, learn]);
  return (
    <article ref={text} className="prose" aria-labelledby="chapter">
      <h2 id="chapter" ref={heading} tabIndex={-1}>
        {source.title}
      </h2>
      <Alerts title="Some of this chapter's file was not understood" lines={problems} />
      <Blocks key={source.id} chapter={source.id} blocks={blocks} />
      <nav className="turn" aria-label="Next and previous chapter">
        {previous && <ChapterLink to={previous} rel="prev">{`← ${previous.title}`}</ChapterLink>}
        {next && <ChapterLink to={next} rel="next">{`${next.title} →`}</ChapterLink>}
      </nav>
    </article>
  );
}
