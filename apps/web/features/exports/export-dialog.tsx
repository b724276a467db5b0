"use client";
import { useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { Button } from "@outstation/ui/form/button";
import { Segments } from "@outstation/ui/form/segments";
import { TextField } from "@outstation/ui/form/text-field";
import { Modal } from "@outstation/ui/overlay/modal";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ChooseMany } from "./choose-many";
import { DeviceChoice } from "./device-choice";
import { ExportEstimate } from "./export-estimate";
import { fromField, toField } from "./export-line";

const DAY_MS = 86_400_000;
const RANGES = [
  { value: "1", label: "Last day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
];
const FORMATS = [
  { value: "csv", label: "CSV" },
  { value: "parquet", label: "Parquet" },
];

/** A device whose page asks; its points are chosen then instead of devices. */
export type ExportOf = { readonly key: string; readonly points: readonly string[] } | null;

/** What to export, of when and as what. It goes on in the background; the list shows how far it is. */
export function ExportDialog({ device, onClose }: { device: ExportOf; onClose: () => void }) {
  const client = useTRPCClient();
  const router = useRouter();
  const [format, setFormat] = useState<"csv" | "parquet">("csv");
  const [range, setRange] = useState(() => lastDays(1));
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set(device === null ? [] : [device.key]));
  const [points, setPoints] = useState<ReadonlySet<string>>(new Set(device?.points ?? []));
  const { run, busy, failure } = useAct(client.exports.create.mutate, () => {
    onClose();
    router.push("/exports");
  });
  const isWhole = device === null || points.size === device.points.length;
  const request = {
    format,
    from: fromField(range.from),
    to: fromField(range.to),
    devices: [...keys].map((key) => ({ key, points: isWhole ? null : [...points] })),
  };
  const isComplete = request.from < request.to && keys.size > 0 && (isWhole || points.size > 0);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isComplete) void run(request);
  };
  const set = (end: "from" | "to") => (event: { target: { value: string } }) =>
    setRange((before) => ({ ...before, [end]: event.target.value, days: "" }));
  return (
    <Modal title={device === null ? "Export readings" : `Export readings of ${device.key}`} open onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {failure && <ErrorNote {...failure} />}
        {device === null ? (
          <DeviceChoice chosen={keys} onChange={setKeys} />
        ) : (
          <ChooseMany
            label="Points"
            what="point"
            choices={device.points.map(named)}
            chosen={points}
            onChange={setPoints}
          />
        )}
        <div>
          <Segments
            label="Range"
            value={range.days}
            choices={RANGES}
            onChange={(days) => setRange(lastDays(Number(days)))}
          />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField label="From (UTC)" type="datetime-local" required value={range.from} onChange={set("from")} />
          <TextField label="To (UTC)" type="datetime-local" required value={range.to} onChange={set("to")} />
        </div>
        <div>
          <Segments
            label="Format"
            value={format}
            choices={FORMATS}
            onChange={(value) => setFormat(value === "parquet" ? "parquet" : "csv")}
          />
        </div>
        {isComplete && <ExportEstimate request={request} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button primary type="submit" disabled={busy || !isComplete}>
            Export
          </Button>
        </div>
      </form>
    </Modal>
  );
}

const named = (key: string) => ({ key, name: key });

function lastDays(days: number) {
  // Up to the next whole minute: what a field for date and time can hold.
  const to = Math.ceil(Date.now() / 60_000) * 60_000;
  return { from: toField(to - days * DAY_MS), to: toField(to), days: String(days) };
}
