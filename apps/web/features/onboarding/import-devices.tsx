"use client";
import { type Outputs, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { type Column, DataTable } from "@outstation/ui/data/data-table";
import { Button } from "@outstation/ui/form/button";
import { CopyText } from "@outstation/ui/form/copy-text";
import { FormField } from "@outstation/ui/form/form-field";
import { count } from "@outstation/ui/format/numbers";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";
import Link from "next/link";
import { useState } from "react";

type Report = Outputs["devices"]["checkImport"];
type Row = Report["rows"][number];

const EXAMPLE = "key,name,type,site,area,gateway,tags\nmeter-7,Meter hall 7,power-meter,,,,energy hall-7";
const WORDS: Readonly<Record<Row["outcome"], readonly [before: string, after: string, tone: Tone]>> = {
  create: ["will be added", "added", "normal"],
  change: ["will be changed", "changed", "normal"],
  same: ["stays as it is", "stayed as it was", "off"],
  refused: ["refused", "refused", "critical"],
};

/** Many devices from a file: first what would become of each row, then all of them or none. */
export function ImportDevices() {
  const client = useTRPCClient();
  const [csv, setCsv] = useState<string | null>(null);
  const [name, setName] = useState<string | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const check = useAct(client.devices.checkImport.mutate, setReport);
  const apply = useAct(client.devices.import.mutate, setReport);
  const failure = check.failure ?? apply.failure;
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    const text = await file.text();
    setName(file.name);
    setCsv(text);
    setReport(null);
    await check.run({ csv: text });
  };
  const refused = report?.rows.filter(({ outcome }) => outcome === "refused").length ?? 0;
  const due = report?.rows.filter(({ outcome }) => outcome === "create" || outcome === "change").length ?? 0;
  return (
    <div className="flex flex-col gap-6">
      <header className="flex flex-col gap-1">
        <Link href="/devices" className="link w-fit text-sm">
          Devices
        </Link>
        <h1 className="font-semibold text-xl">Import devices</h1>
        <p className="max-w-prose text-ink-soft">
          A CSV file with a header. key, name and type are needed; site, area and gateway name what is there already;
          tags are separated by spaces. A key that is known is changed.
        </p>
      </header>
      <div className="flex max-w-120 flex-col gap-3">
        <CopyText block text={EXAMPLE} what="example" />
        <FormField label="File" hint="At most 5,000 rows and 2 MB.">
          {(ids) => (
            <input
              {...ids}
              className="text-ink-soft file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line-strong file:bg-surface file:px-3 file:font-medium file:text-ink hover:file:bg-sunken"
              type="file"
              accept=".csv,text/csv"
              onChange={(event) => {
                void take(event.target.files?.[0]);
                // The same file, mended, can be chosen again: a browser tells of another choice only.
                event.target.value = "";
              }}
            />
          )}
        </FormField>
      </div>
      {failure && <ErrorNote {...failure} />}
      {check.busy && <p role="status">Reading the file…</p>}
      {report && (
        <section className="flex flex-col gap-3" aria-label="Report">
          <h2 className="font-semibold text-lg">{name}</h2>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <p role="status">
              {report.applied
                ? `Done: ${count(due, "device")} added or changed.`
                : refused > 0
                  ? `${count(refused, "row")} of ${report.rows.length} refused. Nothing is imported before all are right.`
                  : `${count(report.rows.length, "row")}, all right; ${due} would change something.`}
            </p>
            {!report.applied && refused === 0 && due > 0 && (
              <Button primary disabled={apply.busy} onClick={() => csv !== null && apply.run({ csv })}>
                {apply.busy ? "Importing…" : `Import ${count(due, "device")}`}
              </Button>
            )}
          </div>
          <DataTable
            label="Rows"
            rows={report.rows}
            rowKey={({ line }) => String(line)}
            columns={columnsOf(report.applied)}
          />
        </section>
      )}
    </div>
  );
}

const columnsOf = (applied: boolean): Column<Row>[] => [
  { key: "line", header: "Line", align: "right", cell: ({ line }) => line },
  { key: "key", header: "Key", cell: ({ key }) => <span className="font-mono text-xs">{key}</span> },
  {
    key: "outcome",
    header: "What becomes of it",
    cell: ({ outcome }) => {
      const [before, after, tone] = WORDS[outcome];
      return <StateMark tone={tone}>{applied ? after : before}</StateMark>;
    },
  },
  {
    key: "problems",
    header: "Why",
    cell: ({ problems }) => problems.map(({ field, message }) => `${field}: ${message}`).join("; "),
  },
];
