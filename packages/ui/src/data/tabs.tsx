"use client";
import { Tabs as RadixTabs } from "radix-ui";
import type { ReactNode } from "react";

export type Tab = { readonly value: string; readonly label: string; readonly content: ReactNode };

/** Tabs whose choice the caller keeps, usually in the address bar. */
export function Tabs(props: { label: string; value: string; tabs: readonly Tab[]; onChange: (value: string) => void }) {
  return (
    <RadixTabs.Root value={props.value} onValueChange={props.onChange}>
      <RadixTabs.List aria-label={props.label} className="flex gap-4 overflow-x-auto border-line border-b">
        {props.tabs.map(({ value, label }) => (
          <RadixTabs.Trigger
            key={value}
            value={value}
            className="-mb-px whitespace-nowrap border-transparent border-b-2 py-2 text-ink-soft hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {label}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {props.tabs.map(({ value, content }) => (
        <RadixTabs.Content key={value} value={value} className="pt-4">
          {content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}
