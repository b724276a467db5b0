"use client";
import { type RefObject, useEffect, useRef, useState } from "react";

/** Whether something is wider than the place it has: then it scrolls, and the keyboard must reach it. */
export function useOverflow(): [RefObject<HTMLDivElement | null>, boolean] {
  const place = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const watcher = new ResizeObserver(() => setOverflows(current.scrollWidth > current.clientWidth));
    watcher.observe(current);
    for (const child of current.children) watcher.observe(child);
    return () => watcher.disconnect();
  }, []);
  return [place, overflows];
}
