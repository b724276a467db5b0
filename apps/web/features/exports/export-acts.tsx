"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Confirm } from "@outstation/ui/overlay/confirm";
import { useState } from "react";
import { devicesText, type ExportLine, isOpen } from "./export-line";

const VERB = "link whitespace-nowrap disabled:opacity-60";

/** What can be done with an export: fetch its file, hand on a link to it, end it, delete it. */
export function ExportActs({ line, onLink }: { line: ExportLine; onLink: (id: string) => void }) {
  const client = useTRPCClient();
  const [deleting, setDeleting] = useState(false);
  const download = useAct(client.exports.link.mutate, ({ url }) => window.location.assign(url));
  const cancel = useAct(client.exports.cancel.mutate, () => setDeleting(false));
  const failure = download.failure ?? cancel.failure;
  const name = devicesText(line);
  return (
    <span className="inline-flex items-center gap-3">
      {failure && !deleting && <span className="text-critical">{failure.message}</span>}
      {line.state === "ready" && (
        <>
          <button
            type="button"
            data-row-focus
            className={VERB}
            disabled={download.busy}
            aria-label={`Download the export of ${name}`}
            onClick={() => download.run({ id: line.id })}
          >
            Download
          </button>
          <button
            type="button"
            className={`${VERB} max-sm:hidden`}
            aria-label={`Link to the export of ${name}`}
            onClick={() => onLink(line.id)}
          >
            Link
          </button>
          <button
            type="button"
            className={`${VERB} max-sm:hidden`}
            aria-label={`Delete the export of ${name}`}
            onClick={() => setDeleting(true)}
          >
            Delete
          </button>
        </>
      )}
      {isOpen(line) && (
        <button
          type="button"
          data-row-focus
          className={VERB}
          disabled={cancel.busy}
          aria-label={`Cancel the export of ${name}`}
          onClick={() => cancel.run({ id: line.id })}
        >
          Cancel
        </button>
      )}
      {deleting && (
        <Confirm
          title="Delete this export"
          open
          verb="Delete"
          busy={cancel.busy}
          failure={cancel.failure}
          onConfirm={() => cancel.run({ id: line.id })}
          onClose={() => setDeleting(false)}
        >
          Its file is deleted, and links to it open nothing any more. The readings stay where they are.
        </Confirm>
      )}
    </span>
  );
}
