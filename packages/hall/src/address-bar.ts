"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/**
 * The view's state, kept in the address bar, so that any view can be sent to a colleague. Setting a parameter to `null`
 * removes it. The history gets no entry for each letter of a search.
 */
export function useAddressBar(): [URLSearchParams, (changes: Readonly<Record<string, string | null>>) => void] {
  const path = usePathname();
  const current = useSearchParams();
  const change = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      window.history.replaceState(null, "", next.size === 0 ? path : `${path}?${next}`);
    },
    [path],
  );
  return [current, change];
}
