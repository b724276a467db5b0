"use client";
import { type RefObject, useEffect, useRef } from "react";
import { isTyping } from "../form/is-typing";

/**
 * j and k move the focus from one `data-row-focus` to the next, from anywhere on the page but a field; x selects the row that
 * has it, where rows can be selected.
 */
export function useRowKeys(): RefObject<HTMLTableSectionElement | null> {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!["j", "k", "x"].includes(event.key) || event.metaKey || event.ctrlKey || event.altKey) return;
      if (isTyping(event.target) || body.current === null) return;
      if (event.key === "x") {
        document.activeElement?.closest("tr")?.querySelector<HTMLElement>("[data-row-select]")?.click();
        return;
      }
      const stops: (HTMLElement | null)[] = [...body.current.querySelectorAll<HTMLElement>("[data-row-focus]")];
      const here = stops.indexOf(document.activeElement as HTMLElement | null);
      const step = event.key === "j" ? 1 : -1;
      const next = here === -1 ? stops[0] : stops[Math.min(stops.length - 1, Math.max(0, here + step))];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return body;
}
