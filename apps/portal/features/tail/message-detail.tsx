"use client";
import { PayloadView } from "@outstation/ui/data/payload-view";
import { Segments } from "@outstation/ui/form/segments";
import { formatBytes, formatValue } from "@outstation/ui/format/numbers";
import { clockTime, fullTime } from "@outstation/ui/format/times";
import { QualityMark } from "@outstation/ui/state/quality-mark";
import type { ReactNode } from "react";
import type { Message } from "./messages";
import { VerdictMark } from "./verdict-mark";

/** One message in full: what came, what it was read as, what was decided. */
export function MessageDetail(props: {
  message: Message;
  timeZone: string;
  view: "text" | "hex";
  onView: (view: string) => void;
  onClose: () => void;
}) {
  const { message, timeZone, view } = props;
  const { decoded, verdict } = message;
  return (
    <section aria-label="Message" className="flex min-w-0 flex-col gap-4 rounded-md border border-line bg-surface p-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="font-semibold">Message {message.id}</h2>
        <button type="button" className="link" onClick={props.onClose}>
          Close
        </button>
      </div>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
        <Line name="Received">{fullTime(message.receivedAt, timeZone)}</Line>
        <Line name="Topic">
          <span className="break-all font-mono text-xs">{message.topic}</span>
        </Line>
        <Line name="Size">{formatBytes(message.bytes)}</Line>
        <Line name="Verdict">
          <VerdictMark verdict={verdict} />
        </Line>
        {verdict.state === "quarantined" && (
          <>
            <Line name="Field">
              <code className="font-mono text-xs">{verdict.reason.field}</code>
            </Line>
            <Line name="Reason">{verdict.reason.message}</Line>
          </>
        )}
        {decoded?.child && <Line name="Device inside">{decoded.child}</Line>}
        {decoded && decoded.boot !== null && (
          <Line name="Boot, sequence">
            {decoded.boot}, {decoded.seq}
          </Line>
        )}
      </dl>
      {decoded && <Readings readings={decoded.readings} timeZone={timeZone} />}
      <div className="flex flex-col gap-2">
        <div className="flex items-center justify-between">
          <h3 className="font-semibold">Payload</h3>
          <Segments
            label="Payload as"
            value={view}
            choices={[
              { value: "text", label: "Text" },
              { value: "hex", label: "Hex" },
            ]}
            onChange={props.onView}
          />
        </div>
        <PayloadView payload={message.payload} view={view} />
      </div>
    </section>
  );
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

function Readings(props: { readings: NonNullable<Message["decoded"]>["readings"]; timeZone: string }) {
  const { readings, timeZone } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label="Readings" tabIndex={0} className="max-h-80 overflow-auto rounded-md border border-line">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-left text-ink-soft">
            {["Point", "Value", "Quality", "Measured"].map((name) => (
              <th
                key={name}
                scope="col"
                className={`sticky top-0 bg-surface px-2 py-1 font-normal ${name === "Value" ? "text-right" : ""}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {readings.map(({ point, value, quality, measuredAt }) => (
            <tr key={`${point} ${measuredAt}`} className="border-line border-t">
              <td className="break-all px-2 py-0.5 font-mono text-xs">{point}</td>
              <td className="px-2 py-0.5 text-right">{formatValue(value, null)}</td>
              <td className="px-2 py-0.5">
                <QualityMark quality={quality} />
              </td>
              <td className="whitespace-nowrap px-2 py-0.5">{clockTime(measuredAt, timeZone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
