import type { ChapterFile } from "../../../src/lab/learn/source.ts";

/** Two short chapters with all that the format has. */
export const FIRST: ChapterFile = {
  name: "1-first.md",
  text: `---
title: The first
state: data=grid&model=all&show=fit&overlay=points,particles&maps=truth,network
---

The [particles](#overlay=particles) and [$E_\\theta$](light:network) of [the run](do:train).

$$
\\term{network}{E_\\theta(z)} + \\term{reference}{E_{G}(z)} = \\term{network}{x}
$$

The NLL is {{nll ebm}}, see [sec. 2](paper:2) and <b>this</b>.

> **Predict:** How *many*?
>
> - [ ] none
> - [x] one
>
> It is {{missing ebm}}.

> Only words.
`,
};

export const SECOND: ChapterFile = {
  name: "2-second.md",
  text: "---\ntitle: The second\nfigure: features\n---\nBack to [the first](#chapter=first).\n",
};

/** A chapter of some Markdown. */
export const chapter = (body: string): ChapterFile => ({
  name: "own.md",
  text: `---\ntitle: Own\n---\n${body}`,
});
