import { openChapter } from "../../lab/learn/learning.ts";
import { minutesOf } from "../../lab/learn/source.ts";
import { useLabState } from "../context.ts";
import { addressOf } from "./ChapterText.tsx";

/** The chapters by number, the open one marked. */
export function Chapters() {
  const chapters = useLabState(({ learn }) => learn.chapters);
  const open = useLabState(openChapter);
  return (
    <nav className="chapters" aria-label="Chapters">
      <ol>
        {chapters.map((chapter, i) => (
          <li key={chapter.id}>
            <a
              href={addressOf(chapter)}
              aria-current={chapter === open ? "page" : undefined}
              title={chapter.title}
            >
              <b>{i + 1}</b>
              <span className="hidden">{chapter.title}</span>
            </a>
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
