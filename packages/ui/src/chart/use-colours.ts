"use client";
import { useSyncExternalStore } from "react";

const NAMES = ["surface", "line", "ink", "ink-soft", "ink-faint", "accent", "critical", "warning"] as const;
const SERIES_COLOURS = 6;

/** The theme's colours as a canvas takes them. */
export type Colours = Readonly<Record<(typeof NAMES)[number], string>> & { readonly series: readonly string[] };

const BLANK: Colours = {
  surface: "#0000",
  line: "#0000",
  ink: "#0000",
  "ink-soft": "#0000",
  "ink-faint": "#0000",
  accent: "#0000",
  critical: "#0000",
  warning: "#0000",
  series: [],
};
let current: Colours | null = null;

function read(): Colours {
  if (current !== null) return current;
  // `light-dark()` in a custom property is resolved only where a real property uses it.
  const probe = document.createElement("span");
  document.body.append(probe);
  const resolve = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const named = Object.fromEntries(NAMES.map((name) => [name, resolve(name)])) as Record<
    (typeof NAMES)[number],
    string
  >;
  const series = Array.from({ length: SERIES_COLOURS }, (_, index) => resolve(`series-${index + 1}`));
  probe.remove();
  current = { ...named, series };
  return current;
}

function subscribe(notify: () => void): () => void {
  const changed = () => {
    current = null;
    notify();
  };
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  scheme.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    scheme.removeEventListener("change", changed);
    // Nobody watches the theme from here on, so what was read may be old when the next reader comes.
    current = null;
  };
}

/** The colours of the theme in force; changes when the theme does. */
export const useColours = (): Colours => useSyncExternalStore(subscribe, read, () => BLANK);
