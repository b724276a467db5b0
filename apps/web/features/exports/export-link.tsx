"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { CopyText } from "@outstation/ui/form/copy-text";
import { fullTime } from "@outstation/ui/format/times";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useState } from "react";

/** A link to the file for a tool or a colleague. It is made when it is asked for, because it is a key. */
export function ExportLink({ id, onClose }: { id: string; onClose: () => void }) {
  const client = useTRPCClient();
  const [link, setLink] = useState<{ url: string; until: number } | null>(null);
  const { run, busy, failure } = useAct(client.exports.link.mutate, setLink);
  return (
    <Modal title="Link to the file" open onClose={onClose}>
      {failure && <ErrorNote {...failure} />}
      <p className="text-ink-soft">Whoever has the link can fetch the file for an hour, without signing in.</p>
      {link === null ? (
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button primary disabled={busy} onClick={() => run({ id })}>
            Make a link
          </Button>
        </div>
      ) : (
        <>
          <CopyText block what="the link" text={link.url} />
          <p className="text-ink-soft">Works until {fullTime(link.until, "UTC")} UTC.</p>
          <div className="flex justify-end">
            <Button onClick={onClose}>Close</Button>
          </div>
        </>
      )}
    </Modal>
  );
}
