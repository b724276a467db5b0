"use client";
import { Search } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { ShellSiteProvider, useShownSite } from "./shell-site";
import { ThemeToggle } from "./theme-toggle";

export type LinkComponent = ComponentType<{
  href: string;
  className?: string;
  children: ReactNode;
  "aria-current"?: "page" | undefined;
}>;
export type Entry = { readonly href: string; readonly label: string; readonly external?: boolean };

type ShellProps = {
  product: string;
  tenant: string;
  /** Null outside any tenant. */
  environment: "live" | "sandbox" | null;
  entries: readonly Entry[];
  /** The path of the page shown, to mark its entry. */
  path: string;
  Link: LinkComponent;
  onFind: () => void;
  account: ReactNode;
  children: ReactNode;
};

/** Left navigation and a top bar in which tenant, site and environment are always in sight. */
export function AppShell(props: ShellProps) {
  return (
    <ShellSiteProvider>
      <a
        href="#content"
        className="link sr-only z-30 bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div
        className={`flex min-h-dvh flex-col md:grid md:grid-cols-[12.5rem_minmax(0,1fr)] md:grid-rows-[3rem_1fr] ${
          props.environment === "sandbox" ? "border-4 border-warning border-dashed" : ""
        }`}
      >
        <Navigation {...props} />
        <TopBar {...props} />
        <main id="content" tabIndex={-1} className="min-w-0 grow p-4 outline-none max-md:order-3 md:p-6">
          {props.children}
        </main>
      </div>
    </ShellSiteProvider>
  );
}

function TopBar({ product, tenant, environment, onFind, account }: ShellProps) {
  const site = useShownSite();
  return (
    <header className="sticky top-0 z-10 flex h-12 items-center gap-3 border-line border-b bg-ground px-4 md:px-6">
      <p className="flex min-w-0 items-baseline gap-2">
        <span className="sr-only">{product}: tenant</span>
        <span className="truncate font-semibold">{tenant}</span>
        {environment !== null && (
          <>
            <span aria-hidden="true" className="text-ink-faint">
              /
            </span>
            <span className="truncate text-ink-soft">{site ?? "All sites"}</span>
            <span className="rounded-sm border border-line-strong px-1.5 text-ink-soft text-xs">
              {environment === "live" ? "Live" : "Sandbox"}
            </span>
          </>
        )}
      </p>
      <div className="ml-auto flex items-center gap-1">
        <button
          type="button"
          onClick={onFind}
          aria-keyshortcuts="Meta+K Control+K"
          className="inline-flex h-8 items-center gap-2 rounded-md px-2 text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <Search aria-hidden="true" className="size-4" />
          <span className="max-sm:sr-only">Go to…</span>
          <span
            aria-hidden="true"
            className="rounded-sm border border-line px-1 font-mono text-ink-faint text-xs max-sm:hidden"
          >
            ⌘K
          </span>
        </button>
        <ThemeToggle />
        {account}
      </div>
    </header>
  );
}

function Navigation({ product, entries, path, Link }: ShellProps) {
  const covers = (href: string) => (href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`));
  // Of a page and the one it lies under, the page itself.
  const current = entries.map(({ href }) => href).filter(covers);
  const isCurrent = (href: string) => covers(href) && current.every((other) => other.length <= href.length);
  return (
    <nav
      aria-label="Main"
      className="flex gap-1 overflow-x-auto border-line px-3 py-1 max-md:order-2 max-md:border-b md:sticky md:top-0 md:row-span-2 md:h-dvh md:flex-col md:gap-0.5 md:border-r md:p-2"
    >
      <p className="-mt-2 mb-2 flex h-12 items-center px-2 font-semibold max-md:hidden">{product}</p>
      {entries.map(({ href, label, external }) => {
        const look = `flex h-8 items-center whitespace-nowrap rounded-md px-2 ${
          isCurrent(href) && !external
            ? "bg-accent-ground font-medium text-ink"
            : "text-ink-soft hover:bg-sunken hover:text-ink"
        } ${external ? "md:mt-auto" : ""}`;
        return external ? (
          <a key={href} href={href} className={look}>
            {label}
          </a>
        ) : (
          <Link key={href} href={href} className={look} aria-current={isCurrent(href) ? "page" : undefined}>
            {label}
          </Link>
        );
      })}
    </nav>
  );
}
