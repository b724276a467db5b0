"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { count } from "@outstation/ui/format/numbers";
import { StateMark } from "@outstation/ui/state/state-mark";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

type Request = {
  readonly format: "csv" | "parquet";
  readonly from: number;
  readonly to: number;
  readonly devices: { key: string; points: string[] | null }[];
};

/** About how much it would be, before it is asked for; and that it is too much, where it is. */
export function ExportEstimate({ request }: { request: Request }) {
  const found = useQuery({ ...useTRPC().exports.estimate.queryOptions(request), placeholderData: keepPreviousData });
  if (found.error) return <CallErrorNote error={found.error} onRetry={() => found.refetch()} />;
  if (found.data === undefined) return <p className="text-ink-faint">Counting…</p>;
  const { rows, rowsMax } = found.data;
  return (
    <p role="status" className="text-ink-soft">
      {rows > rowsMax ? (
        <StateMark tone="critical">
          {`About ${count(rows, "reading")}; an export has ${rowsMax.toLocaleString("en")} at most.`}
        </StateMark>
      ) : rows === 0 ? (
        "There is no reading in this range."
      ) : (
        `About ${count(rows, "reading")}.`
      )}
    </p>
  );
}
