import { useLayoutEffect, useRef } from "react";

/** Puts the keyboard at the results, from where Tab goes on. */
export function focusResults(): void {
  const results = document.getElementById("results") ?? document.querySelector("main");
  results?.focus();
}

/** For an element that may go away while it, or a part of it, has the keyboard: the results get it then. */
export function useHandOn<E extends HTMLElement>() {
  const element = useRef<E>(null);
  useLayoutEffect(() => {
    const own = element.current;
    return () => {
      if (own?.contains(document.activeElement)) focusResults();
    };
  }, []);
  return element;
}
