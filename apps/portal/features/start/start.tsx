"use client";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import { BUTTON_PRIMARY } from "@outstation/ui/form/button";
import { CopyText } from "@outstation/ui/form/copy-text";
import Link from "next/link";
import type { ReactNode } from "react";
import { useMe } from "../shell/me";
import { useExampleDevice } from "./use-example-device";

const PAYLOAD = '{"ts": "2025-11-24T09:00:00Z", "values": {"temperature": 21.4, "running": true}}';

/** What the portal is for, and the three steps from a device to its readings. */
export function Start() {
  const { tenant } = useMe();
  const device = useExampleDevice();
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <div className="flex flex-col gap-2">
        <h1 className="font-semibold text-xl">Start</h1>
        <p className="text-ink-soft">
          This portal is for those who connect devices to <strong className="text-ink">{tenant.name}</strong>: what a
          device may send, what arrived of it, and what was made of that.
        </p>
      </div>
      <ol className="flex flex-col gap-6">
        <Step number={1} title="See what arrives">
          <p>
            The live tail shows every message of a device the moment the broker has it: the raw bytes, how they were
            read, and whether they were accepted. A message that cannot be read is there too, with the reason.
          </p>
          <Link
            href={device === null ? "/tail" : `/tail?device=${encodeURIComponent(device.key)}`}
            className={`${BUTTON_PRIMARY} w-fit`}
          >
            {device === null ? "Open the live tail" : `Watch ${device.name}`}
          </Link>
        </Step>
        <Step number={2} title="Publish to your own topic">
          <p>
            The first level of every topic is the tenant, the third is the device; a device publishes below its own{" "}
            <code className="font-mono text-sm">up/</code> over MQTT with its certificate, and nowhere else.
          </p>
          <CopyText
            block
            text={upTopic({ tenant: tenant.slug, device: device?.key ?? "your-device" }, "telemetry")}
            what="topic"
          />
          <CopyText block text={PAYLOAD} what="payload" />
        </Step>
        <Step number={3} title="Keep to the format">
          <p>Both spellings of a payload, the limits, and every reason why a message is set aside are on one page.</p>
          <Link href="/reference" className="link w-fit">
            Read the reference
          </Link>
        </Step>
      </ol>
    </div>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[2rem_minmax(0,1fr)]">
      <span aria-hidden="true" className="font-semibold text-ink-faint text-lg">
        {number}
      </span>
      <div className="flex flex-col gap-2">
        <h2 className="font-semibold text-lg">{title}</h2>
        {children}
      </div>
    </li>
  );
}
