"use client";
import { Moon, Sun } from "lucide-react";
import { THEME_COOKIE, type Theme } from "./theme";

const YEAR_S = 365 * 86_400;

/** Switches between light and dark; until it is first pressed the system decides. */
export function ThemeToggle() {
  const toggle = () => {
    const root = document.documentElement;
    const shown = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const next: Theme = shown === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing where a site is served without TLS
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_S}; samesite=lax`;
  };
  return (
    <button
      type="button"
      aria-label="Switch between light and dark"
      onClick={toggle}
      className="inline-flex size-8 items-center justify-center rounded-md text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <Sun aria-hidden="true" className="theme-light-only size-4" />
      <Moon aria-hidden="true" className="theme-dark-only size-4" />
    </button>
  );
}
