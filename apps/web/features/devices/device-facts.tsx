"use client";
import { CopyText } from "@outstation/ui/form/copy-text";
import { count, formatBytes } from "@outstation/ui/format/numbers";
import { duration, fullTime, zoneLabel } from "@outstation/ui/format/times";
import { StateMark, type Tone } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useNow } from "@outstation/ui/state/use-now";
import Link from "next/link";
import { Attributes } from "./attributes";
import type { Device } from "./device";
import { Fact, Facts } from "./facts";

type Status = NonNullable<Device["status"]>;

/** What stands beside a device: where it is, what it hangs on, its certificate, and what its gateway says of itself. */
export function DeviceFacts({ device, timeZone }: { device: Device; timeZone: string }) {
  const { site, gateway, certificate, status } = device;
  return (
    <aside aria-label="About this device" className="flex flex-col gap-5">
      <Facts title="Place">
        <Fact name="Site">{site?.name ?? "–"}</Fact>
        <Fact name="Area">
          <span className="break-words">{device.area ?? "–"}</span>
        </Fact>
        <Fact name="Time zone">{zoneLabel(Date.now(), timeZone)}</Fact>
        {gateway && (
          <Fact name="Gateway">
            <DeviceName device={gateway} />
          </Fact>
        )}
      </Facts>
      {device.tags.length > 0 && (
        <Facts title="Tags">
          <p className="break-words py-1">{device.tags.join(", ")}</p>
        </Facts>
      )}
      {certificate && <CertificateFacts certificate={certificate} timeZone={timeZone} />}
      {device.refusal && (
        <Facts title="Last refused by the broker">
          <Fact name="When">
            <TimeAgo at={device.refusal.at} timeZone={timeZone} />
          </Fact>
          <p className="break-words py-1 text-ink-soft text-sm">{device.refusal.reason}</p>
        </Facts>
      )}
      <Attributes device={device} timeZone={timeZone} />
      {status && <StatusFacts status={status} isOwn={gateway === null} timeZone={timeZone} />}
      {status?.sources && status.sources.length > 0 && <SourceFacts sources={status.sources} deviceKey={device.key} />}
    </aside>
  );
}

function DeviceName({ device }: { device: { key: string; name: string } }) {
  return (
    <Link href={`/devices/${encodeURIComponent(device.key)}`} className="link">
      {device.name}
    </Link>
  );
}

const DAY_MS = 86_400_000;

function CertificateFacts(props: { certificate: NonNullable<Device["certificate"]>; timeZone: string }) {
  const { serial, notBefore, notAfter, status } = props.certificate;
  const now = useNow();
  // The device renews from two thirds of the certificate's life on; past that, something keeps it from doing so.
  const isLate = now > notBefore + (notAfter - notBefore) * (2 / 3) + DAY_MS;
  const tone: Tone = status !== "active" || now > notAfter ? "critical" : isLate ? "warning" : "normal";
  return (
    <Facts title="Certificate">
      <Fact name="State">
        <StateMark tone={tone}>
          {now > notAfter ? "expired" : isLate && status === "active" ? "renewal is late" : status}
        </StateMark>
      </Fact>
      <Fact name="Expires">
        {fullTime(notAfter, props.timeZone)}
        {notAfter > now && <span className="text-ink-faint"> (in {duration(notAfter - now)})</span>}
      </Fact>
      <Fact name="Serial">
        <CopyText text={serial} what="serial number" />
      </Fact>
    </Facts>
  );
}

/** A child has no connection of its own: what is told here is its gateway's. */
function StatusFacts({ status, isOwn, timeZone }: { status: Status; isOwn: boolean; timeZone: string }) {
  const { buffer } = status;
  return (
    <Facts title={isOwn ? "Reported by the device" : "Reported by its gateway"}>
      {status.ts !== undefined && (
        <Fact name="As of">
          <TimeAgo at={status.ts} timeZone={timeZone} />
        </Fact>
      )}
      {buffer && (
        <Fact name="Buffer">
          {buffer.messages === 0
            ? "empty"
            : `${count(buffer.messages, "message")}, ${formatBytes(buffer.bytes)}, oldest ${duration(buffer.oldestAgeMs)}`}
        </Fact>
      )}
      {status.packageVersion !== undefined && <Fact name="Package version">{status.packageVersion}</Fact>}
      {status.software !== undefined && <Fact name="Software">{status.software}</Fact>}
      {status.boot !== undefined && <Fact name="Boot">{status.boot}</Fact>}
    </Facts>
  );
}

const SOURCE_TONES = { connected: "normal", connecting: "stale", failed: "critical" } as const;

/** The drivers behind the device: for a gateway all of them, for a child the ones that read it. */
function SourceFacts({ sources, deviceKey }: { sources: NonNullable<Status["sources"]>; deviceKey: string }) {
  const own = sources.filter(({ device }) => device === deviceKey);
  const shown = own.length > 0 ? own : sources;
  return (
    <Facts title="Sources">
      {shown.map(({ id, driver, state, detail }) => (
        <div key={id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-line border-b py-1.5">
          <dt className="truncate">
            <span className="font-mono text-sm">{id}</span> <span className="text-ink-faint">{driver}</span>
          </dt>
          <dd>
            <StateMark tone={SOURCE_TONES[state]}>{state}</StateMark>
          </dd>
          {detail && state !== "connected" && (
            <dd className="col-span-2 break-words text-ink-soft text-sm">{detail}</dd>
          )}
        </div>
      ))}
    </Facts>
  );
}
