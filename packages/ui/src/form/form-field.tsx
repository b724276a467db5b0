"use client";
import { type ReactNode, useId } from "react";
import { StateMark } from "../state/state-mark";

export type FieldIds = { readonly id: string; readonly "aria-describedby"?: string; readonly "aria-invalid"?: boolean };

/** Label, hint and error around one control; hands the control the ids that tie them together. */
export function FormField(props: {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: (ids: FieldIds) => ReactNode;
}) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = props.error !== undefined || props.hint !== undefined;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {props.label}
      </label>
      {props.children({
        id,
        ...(hasNote ? { "aria-describedby": noteId } : {}),
        ...(props.error !== undefined ? { "aria-invalid": true } : {}),
      })}
      {hasNote && (
        <div id={noteId} className="text-ink-soft text-sm">
          {props.error === undefined ? props.hint : <StateMark tone="critical">{props.error}</StateMark>}
        </div>
      )}
    </div>
  );
}
