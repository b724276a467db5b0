"use client";
import type { ComponentProps } from "react";
import { FormField } from "./form-field";

/** The look of a control of any height. */
export const CONTROL_BOX =
  "rounded-md border border-line-strong bg-surface px-2 text-ink placeholder:text-ink-faint aria-invalid:border-critical";
export const CONTROL = `h-8 ${CONTROL_BOX}`;

/** One line of text with its label, hint and error. */
export function TextField({
  label,
  hint,
  error,
  className = "",
  ...rest
}: ComponentProps<"input"> & { label: string; hint?: string; error?: string | undefined }) {
  return (
    <FormField label={label} hint={hint} error={error}>
      {(ids) => <input {...rest} {...ids} className={`${CONTROL} w-full ${className}`} />}
    </FormField>
  );
}
