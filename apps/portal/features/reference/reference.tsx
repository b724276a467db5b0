"use client";
import { UP_CHANNELS, upTopic } from "@outstation/contracts/mqtt/topics";
import { CopyText } from "@outstation/ui/form/copy-text";
import type { ReactNode } from "react";
import { useMe } from "../shell/me";
import { useExampleDevice } from "../start/use-example-device";
import { COMPACT, FRIENDLY, FRIENDLY_SEVERAL } from "./examples";
import { SCHEMA_KEYWORDS } from "./schema-keywords";
import { VERDICT_REASONS } from "./verdict-reasons";

const CHANNEL_USES: Readonly<Record<(typeof UP_CHANNELS)[number], string>> = {
  telemetry: "readings",
  event: "what the gateway itself detected",
  status: "online or offline, buffer level, versions",
  cmd: "acknowledgements of commands",
  ota: "progress of a firmware update",
  blob: "announcements of large recordings",
};

/** Topics, the two spellings of a payload, and the reasons for which a message is set aside. */
export function Reference() {
  const { tenant } = useMe();
  const device = useExampleDevice()?.key ?? "your-device";
  return (
    <div className="flex max-w-4xl flex-col gap-8">
      <h1 className="font-semibold text-xl">Reference</h1>
      <Chapter title="Topics">
        <p>
          A topic is <Code>tenant/d/device/up/channel</Code>. Tenant and device are those in the device’s certificate; a
          publish to any other topic is refused and ends the connection. A device subscribes to its own{" "}
          <Code>{`${tenant.slug}/d/${device}/down/#`}</Code> and to nothing else. Publish with QoS 1: the
          acknowledgement means that the message is on disk.
        </p>
        <Terms
          rows={UP_CHANNELS.map((channel) => [
            upTopic({ tenant: tenant.slug, device }, channel),
            CHANNEL_USES[channel],
          ])}
        />
      </Chapter>
      <Chapter title="Payload, friendly">
        <p>
          One object with a time and the values measured then, or an array of such objects. <Code>ts</Code> is Unix
          milliseconds or RFC 3339. A value is a number, a boolean, a text, a position or null. <Code>quality</Code> may
          be <Code>good</Code>, <Code>uncertain</Code> or <Code>bad</Code>; without it a reading is good.
        </p>
        <CopyText block text={FRIENDLY} what="example" />
        <CopyText block text={FRIENDLY_SEVERAL} what="example" />
      </Chapter>
      <Chapter title="Payload, compact">
        <p>
          For many readings in few bytes. <Code>b</Code> is a number that grows with each start of the sender,{" "}
          <Code>s</Code> one that grows with each message: a message that is sent again is recognised by the two and
          changes nothing. <Code>t</Code> is the base time, <Code>d</Code> the device a gateway speaks for,{" "}
          <Code>r</Code> the readings of each point as offset from the base in milliseconds, value, and quality where it
          is not good.
        </p>
        <CopyText block text={COMPACT} what="example" />
      </Chapter>
      <Chapter title="Schema version">
        <p>
          Either spelling may name in <Code>v</Code> the version of its type’s schema that the device speaks, such as{" "}
          <Code>"1.4"</Code>. It is then held to it. A minor that is not published is checked by the newest one of its
          major, for the points which that one knows; the message is stored and the device is listed under Schemas. A
          major that is not published goes to quarantine. A value that its source calls bad is held to its kind and to
          no range.
        </p>
        <p>A schema is written in these keywords of JSON Schema 2020-12. Any other is refused, not ignored.</p>
        <Terms rows={SCHEMA_KEYWORDS} />
      </Chapter>
      <Chapter title="Limits">
        <p>
          A payload has at most 256 KiB, a point’s name 128 characters, a text value 4,096 characters. The time of a
          reading is its source’s own and is never replaced; times before the year 2000 are refused, because they come
          from a clock that was not set. Fields that are not named here are kept, not refused.
        </p>
      </Chapter>
      <Chapter title="Verdicts">
        <p>
          Every message is <strong>accepted</strong> or <strong>quarantined</strong>, and nothing is dropped without a
          word.
        </p>
        <Terms
          rows={VERDICT_REASONS.map(({ code, means, act }) => [
            code,
            <>
              {means} <span className="text-ink-soft">{act}</span>
            </>,
          ])}
        />
      </Chapter>
    </div>
  );
}

function Chapter({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold text-lg">{title}</h2>
      {children}
    </section>
  );
}

const Code = ({ children }: { children: ReactNode }) => <code className="break-all font-mono text-sm">{children}</code>;

/** Terms and what they mean, side by side where there is room. */
function Terms({ rows }: { rows: readonly (readonly [term: string, meaning: ReactNode])[] }) {
  return (
    <dl className="rounded-md border border-line bg-surface">
      {rows.map(([term, meaning]) => (
        <div
          key={term}
          className="gap-x-4 border-line border-t px-3 py-1.5 first:border-t-0 sm:grid sm:grid-cols-[18rem_1fr]"
        >
          <dt>
            <Code>{term}</Code>
          </dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
