import { useId } from "react";
import guide from "../../../docs/chapters.md?url&no-inline";
import { openChapter } from "../../lab/learn/learning.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab, useLabState } from "../context.ts";
import { saveFile } from "../file.ts";

/** Chapters of one's own: opening, saving and taking away their files. */
export function Library() {
  const { learn } = useLab();
  const id = useId();
  const open = useLabState(openChapter);
  const own = useLabState(({ learn }) => learn.own.some(({ name }) => name === open?.name));
  const problems = useLabState(({ learn }) => learn.problems);
  return (
    <section className="own-chapters" aria-labelledby={id}>
      <h3 id={id}>A chapter of your own</h3>
      <p className="note">
        A chapter is one Markdown file: save this one, change it, and open or drop it here. It stays
        in this browser.{" "}
        <a href={guide} download="chapters.md">
          How chapters are written
        </a>
      </p>
      <div className="own-chapters-buttons">
        <label className="file">
          Open a chapter…
          <input
            type="file"
            multiple
            accept=".md,.markdown"
            onChange={(event) => {
              const files = [...(event.target.files ?? [])];
              event.target.value = "";
              if (files.length > 0) void learn.load(files);
            }}
          />
        </label>
        {open && (
          <button
            type="button"
            onClick={() => saveFile(open.name, new Blob([open.text], { type: "text/markdown" }))}
          >
            Save this chapter
          </button>
        )}
        {open && own && (
          <button type="button" onClick={() => learn.remove(open.id)}>
            Remove this chapter
          </button>
        )}
      </div>
      <Alerts title="Not all files were taken" lines={problems} onDismiss={learn.dismiss} />
    </section>
  );
}
