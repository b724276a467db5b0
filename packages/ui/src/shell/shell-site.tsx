"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";

type SiteState = { readonly site: string | null; readonly setSite: (site: string | null) => void };

const SiteContext = createContext<SiteState>({ site: null, setSite: () => {} });

/** Keeps the site that the page shows, for the top bar. */
export function ShellSiteProvider({ children }: { children: ReactNode }) {
  const [site, setSite] = useState<string | null>(null);
  const state = useMemo(() => ({ site, setSite }), [site]);
  return <SiteContext.Provider value={state}>{children}</SiteContext.Provider>;
}

/** The site of the page, or null for all of them. */
export const useShownSite = (): string | null => useContext(SiteContext).site;

/** Called by a page that shows one site: names it in the top bar for as long as the page stands. */
export function useShellSite(site: string | null): void {
  const { setSite } = useContext(SiteContext);
  useEffect(() => {
    setSite(site);
    return () => setSite(null);
  }, [site, setSite]);
}
