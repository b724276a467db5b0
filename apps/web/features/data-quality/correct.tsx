"use client";
import { decodeTelemetry, TelemetryError } from "@outstation/contracts/mqtt/telemetry";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { FormField } from "@outstation/ui/form/form-field";
import { CONTROL_BOX } from "@outstation/ui/form/text-field";
import { bytesOf, payloadText } from "@outstation/ui/format/payload";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { type FormEvent, useEffect, useState } from "react";
import type { KeptDetail, Verdict } from "./quarantine-message";
import { VerdictNote } from "./verdict-note";

/** One asks the platform when one stops typing. */
const ASK_AFTER_MS = 400;

/** The payload as text to be corrected. What is wrong with it is said while one types: what cannot be read, here; the rest, by the platform. */
export function Correct({ message, onClose }: { message: KeptDetail; onClose: () => void }) {
  const client = useTRPCClient();
  const [text, setText] = useState(() => payloadText(bytesOf(message.corrected ?? message.payload)));
  const verdict = useVerdict(message.id, text);
  const correct = useAct(client.quarantine.correct.mutate, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void correct.run({ id: message.id, text });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <FormField
        label="Corrected payload"
        hint="Sender and time of receipt stay as they were. What came is kept beside it, and the audit says who changed it."
      >
        {(ids) => (
          <textarea
            {...ids}
            rows={Math.min(24, Math.max(6, text.split("\n").length))}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className={`${CONTROL_BOX} w-full py-2 font-mono text-xs leading-5`}
          />
        )}
      </FormField>
      {verdict && <VerdictNote verdict={verdict} lead="If it were sent like this" />}
      {correct.failure && <ErrorNote {...correct.failure} />}
      <div className="flex gap-2">
        <Button primary type="submit" disabled={verdict?.ok !== true || correct.busy}>
          Send corrected message
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </form>
  );
}

/** What would be said of the text; null until it is known. */
function useVerdict(id: string, text: string): Verdict | null {
  const client = useTRPCClient();
  const [said, setSaid] = useState<{ readonly text: string; readonly verdict: Verdict } | null>(null);
  const unreadable = problemOf(text);
  const canBeRead = unreadable === null;
  useEffect(() => {
    if (!canBeRead) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      client.quarantine.tryCorrection.mutate({ id, text }, { signal: stop.signal }).then(
        (verdict) => setSaid({ text, verdict }),
        // The answer to sending it will say what went wrong.
        () => undefined,
      );
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, id, text, canBeRead]);
  if (unreadable !== null) return unreadable;
  return said?.text === text ? said.verdict : null;
}

/** The same decoder as the platform's. */
function problemOf(text: string): Verdict | null {
  try {
    decodeTelemetry(new TextEncoder().encode(text));
    return null;
  } catch (reason) {
    if (!(reason instanceof TelemetryError)) throw reason;
    return { ok: false, code: reason.code, field: reason.field, message: reason.message };
  }
}
