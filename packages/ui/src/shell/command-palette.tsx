"use client";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { CONTROL } from "../form/text-field";

export type Destination = { readonly href: string; readonly label: string; readonly detail: string };

const SHOWN_MAX = 12;

/** ⌘K or Ctrl+K: type a part of a name or key, Enter goes there. */
export function CommandPalette(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  destinations: readonly Destination[];
  onGo: (href: string) => void;
}) {
  const { open, onOpenChange } = props;
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      onOpenChange(!open);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [open, onOpenChange]);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-20 bg-ground/80" />
        <Dialog.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-30 w-[min(36rem,calc(100vw-2rem))] rounded-md border border-line-strong bg-surface p-2"
        >
          <Dialog.Title className="sr-only">Go to a page or device</Dialog.Title>
          <Finder {...props} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Finder({ destinations, onGo, onOpenChange }: Parameters<typeof CommandPalette>[0]) {
  const listId = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const words = query.toLowerCase().split(/\s+/);
  const found = destinations
    .filter(({ label, detail }) => words.every((word) => `${label} ${detail}`.toLowerCase().includes(word)))
    .slice(0, SHOWN_MAX);
  const go = (destination: Destination | undefined) => {
    if (destination === undefined) return;
    onOpenChange(false);
    onGo(destination.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setActive((row) => Math.min(found.length - 1, row + 1));
    else if (event.key === "ArrowUp") setActive((row) => Math.max(0, row - 1));
    else if (event.key === "Enter") go(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="Page or device"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
        placeholder="Page or device"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className={`${CONTROL} w-full`}
      />
      <div id={listId} role="listbox" aria-label="Found" className="mt-2 flex flex-col">
        {found.map((destination, row) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the focus and answers to the keys
          <div
            key={destination.href}
            id={`${listId}-${row}`}
            role="option"
            tabIndex={-1}
            aria-selected={row === active}
            onMouseMove={() => setActive(row)}
            onClick={() => go(destination)}
            className="flex h-8 items-center justify-between gap-4 rounded-sm px-2 aria-selected:bg-accent-ground"
          >
            <span className="truncate">{destination.label}</span>
            <span className="truncate font-mono text-ink-faint text-xs">{destination.detail}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="px-2 py-1.5 text-ink-soft">Nothing here is called “{query}”.</p>}
    </>
  );
}
