"use client";
import { type ReactNode, useState } from "react";
import { Button } from "../form/button";
import { TextField } from "../form/text-field";
import { ErrorNote } from "../state/error-note";
import { Modal } from "./modal";

export type Failure = { readonly message: string; readonly code?: string | undefined };

/** Asks before what cannot be undone: the consequence in words, and the name typed where it is asked for. */
export function Confirm(props: {
  title: string;
  open: boolean;
  /** What happens then. */
  children: ReactNode;
  /** The verb on the button. */
  verb: string;
  /** What must be typed first, such as a device's key. */
  typed?: string;
  busy: boolean;
  failure: Failure | null;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const ready = props.typed === undefined || text === props.typed;
  return (
    <Modal title={props.title} open={props.open} onClose={props.onClose}>
      <div className="text-ink-soft">{props.children}</div>
      {props.failure && <ErrorNote {...props.failure} />}
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) props.onConfirm();
        }}
      >
        {props.typed !== undefined && (
          <TextField
            label={`Type ${props.typed} to confirm`}
            value={text}
            autoComplete="off"
            onChange={(event) => setText(event.target.value)}
          />
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button primary type="submit" disabled={!ready || props.busy}>
            {props.busy ? "Working…" : props.verb}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
