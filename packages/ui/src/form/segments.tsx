"use client";
import { ToggleGroup } from "radix-ui";
import type { Choice } from "./select-field";

/** One of a few, all in sight: range presets, text or hexadecimal. Arrow keys move between them. */
export function Segments(props: {
  label: string;
  value: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => value !== "" && props.onChange(value)}
      className="inline-flex h-8 overflow-hidden rounded-md border border-line-strong bg-surface"
    >
      {props.choices.map(({ value, label }) => (
        <ToggleGroup.Item
          key={value}
          value={value}
          className="border-line border-l px-3 first:border-l-0 hover:bg-sunken focus-visible:-outline-offset-2 data-[state=on]:bg-accent-ground data-[state=on]:font-medium"
        >
          {label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
