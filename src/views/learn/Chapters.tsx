import { openChapter } from "../../lab/learn/learning.ts";
import { minutesOf } from "../../lab/learn/source.ts";
import { useLabState } from "../context.ts";
import { ChapterLink } from "./ChapterLink.tsx";

/** The chapters by number, the open one marked. */
export function Chapters() {
  const chapters = useLabState(({ learn }) => learn.chapters);
  const open = useLabState(openChapter);
  return (
    <nav className="chapters" aria-label="Chapters">
      <ol>
        {chapters.map((chapter, i) => (
          <li key={chapter.id}>
            <ChapterLink to={chapter} current={chapter === open}>
              <b>{i + 1}</b>
              <span className="hidden">{chapter.title}</span>
            </ChapterLink>
          </li>
        ))}
      </ol>
      {open && (
        <p className="muted note">
          {`Chapter ${chapters.indexOf(open) + 1} of ${chapters.length}, about ${minutesOf(open)} min`}
        </p>
      )}
    </nav>
  );
}
