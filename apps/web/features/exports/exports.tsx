"use client";
import { DataTable } from "@outstation/ui/data/data-table";
import { Button } from "@outstation/ui/form/button";
import { EmptyState } from "@outstation/ui/state/empty-state";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import Link from "next/link";
import { useState } from "react";
import { exportColumns } from "./export-columns";
import { ExportDialog } from "./export-dialog";
import { ExportLink } from "./export-link";
import { useExports } from "./use-exports";

/** Readings that were asked for as a file, how far they are, and the files. */
export function Exports() {
  const { lines, isBroken } = useExports();
  const [asking, setAsking] = useState(false);
  const [linking, setLinking] = useState<string | null>(null);
  const begin = (
    <Button primary onClick={() => setAsking(true)}>
      New export
    </Button>
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div>
          <h1 className="font-semibold text-xl">Exports</h1>
          <p className="max-w-prose text-ink-soft">
            Readings as a file, from the database and from what has left it. A file is kept for a week.
          </p>
        </div>
        {lines !== null && lines.length > 0 && begin}
      </div>
      {isBroken && (
        <ErrorNote message="Live updates broke off; reload the page to see what is new." code="connection.lost" />
      )}
      {lines === null && !isBroken && <SkeletonRows rows={4} />}
      {lines?.length === 0 && (
        <EmptyState title="Nothing was exported yet" action={begin}>
          Choose devices and a range and get every reading as CSV or Parquet. A device has the same button on{" "}
          <Link href="/devices" className="link">
            its page
          </Link>
          .
        </EmptyState>
      )}
      {lines !== null && lines.length > 0 && (
        <DataTable
          label="Exports"
          rows={lines}
          rowKey={({ id }) => id}
          rowTestId={({ id }) => `export-row-${id}`}
          columns={exportColumns({ onLink: setLinking })}
        />
      )}
      {asking && <ExportDialog device={null} onClose={() => setAsking(false)} />}
      {linking !== null && <ExportLink id={linking} onClose={() => setLinking(null)} />}
    </div>
  );
}
