"use client";
import { CONTROL } from "./text-field";

export type Choice = { readonly value: string; readonly label: string };

/** A filter with few choices. `all` is the choice that filters nothing. */
export function SelectField(props: {
  label: string;
  value: string;
  all?: string;
  choices: readonly Choice[];
  onChange: (value: string) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
      className={`${CONTROL} min-w-0 max-w-full`}
    >
      {props.all !== undefined && <option value="">{props.all}</option>}
      {props.choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
