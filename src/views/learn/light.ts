import { type MouseEvent, type PointerEvent, useEffect, useRef } from "react";
import { isPart, type Part } from "../../lab/learn/parts.ts";
import { useLab, useLabState } from "../context.ts";

/** What a button needs to light a part: by pointing at it, by focus, and by a tap or a press. */
export function useLight(part: Part) {
  const { learn } = useLab();
  const lit = useLabState(({ learn }) => learn.highlight === part);
  const put = (on: boolean) => learn.light(on ? part : null);
  const byMouse = (on: boolean) => (event: PointerEvent) => {
    if (event.pointerType === "mouse") put(on);
  };
  return {
    "aria-pressed": lit,
    onPointerEnter: byMouse(true),
    onPointerLeave: byMouse(false),
    onFocus: (event: { target: Element }) => {
      if (event.target.matches(":focus-visible")) put(true);
    },
    onBlur: () => put(false),
    onClick: ({ nativeEvent }: MouseEvent) => {
      if (!isMouse(nativeEvent)) put(!lit);
    },
  };
}

const isMouse = (event: Event) => "pointerType" in event && event.pointerType === "mouse";

/** The part that the marked term under an event lights. */
function partAt({ target }: Event): Part | null {
  const term = target instanceof Element ? target.closest<HTMLElement>("[data-light]") : null;
  const name = term?.dataset.light ?? "";
  return isPart(name) ? name : null;
}

/** An element whose marked terms light their parts while they are pointed at, or by a tap. */
export function useTerms<E extends HTMLElement>() {
  const { learn, store } = useLab();
  const element = useRef<E>(null);
  useEffect(() => {
    const all = element.current;
    if (!all) return;
    const over = (event: Event) => isMouse(event) && learn.light(partAt(event));
    const out = (event: Event) => isMouse(event) && learn.light(null);
    const tap = (event: Event) => {
      const part = partAt(event);
      if (part && !isMouse(event)) {
        learn.light(store.getState().learn.highlight === part ? null : part);
      }
    };
    all.addEventListener("pointerover", over);
    all.addEventListener("pointerleave", out);
    all.addEventListener("click", tap);
    return () => {
      all.removeEventListener("pointerover", over);
      all.removeEventListener("pointerleave", out);
      all.removeEventListener("click", tap);
    };
  }, [learn, store]);
  return element;
}
