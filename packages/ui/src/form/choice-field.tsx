"use client";
import type { ComponentProps } from "react";
import { FormField } from "./form-field";
import type { Choice } from "./select-field";
import { CONTROL } from "./text-field";

/** A choice of a form, with its label, hint and error. */
export function ChoiceField({
  label,
  hint,
  error,
  choices,
  ...rest
}: ComponentProps<"select"> & {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  choices: readonly Choice[];
}) {
  return (
    <FormField label={label} hint={hint} error={error}>
      {(ids) => (
        <select {...rest} {...ids} className={`${CONTROL} w-full`}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </FormField>
  );
}
