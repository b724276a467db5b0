"use client";
import { type ComponentProps, useId } from "react";

/** Something that is so or not, with the words beside the box. */
export function CheckField({ label, hint, ...rest }: ComponentProps<"input"> & { label: string; hint?: string }) {
  const id = useId();
  return (
    <div className="flex items-start gap-2">
      <input {...rest} id={id} type="checkbox" className="mt-0.5 size-4 accent-[var(--accent)]" />
      <label htmlFor={id}>
        {label}
        {hint && <span className="block text-ink-soft text-sm">{hint}</span>}
      </label>
    </div>
  );
}
