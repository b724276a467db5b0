"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { PayloadView } from "@outstation/ui/data/payload-view";
import { Button } from "@outstation/ui/form/button";
import { Segments } from "@outstation/ui/form/segments";
import { formatBytes } from "@outstation/ui/format/numbers";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { TimeAgo } from "@outstation/ui/state/time-ago";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { useMay } from "../shell/me";
import { Correct } from "./correct";
import { type KeptDetail, stateWords } from "./quarantine-message";
import { VerdictNote } from "./verdict-note";

const VIEWS = [
  { value: "text", label: "Text" },
  { value: "hex", label: "Hex" },
];
const WATCH_MS = 1000;

/** One kept message: what came, why it was refused, what would be said of it now, and what to do. */
export function QuarantineDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const found = useQuery(
    useTRPC().quarantine.get.queryOptions(
      { id },
      { refetchInterval: ({ state }) => (state.data?.state === "requested" ? WATCH_MS : false) },
    ),
  );
  return (
    <section aria-label="Message" className="flex min-w-0 flex-col gap-4 rounded-md border border-line bg-surface p-4">
      <div className="flex items-center justify-between gap-2">
        <h2 className="truncate font-semibold">{found.data?.code ?? "Message"}</h2>
        <button type="button" className="link" onClick={onClose}>
          Close
        </button>
      </div>
      {found.error && <CallErrorNote error={found.error} />}
      {found.isPending && <SkeletonRows rows={6} />}
      {found.data && <Loaded message={found.data} />}
    </section>
  );
}

function Loaded({ message }: { message: KeptDetail }) {
  const [address, setAddress] = useAddressBar();
  const [correcting, setCorrecting] = useState(false);
  const view = address.get("view") === "hex" ? "hex" : "text";
  return (
    <>
      <MessageFacts message={message} />
      {message.state === "waiting" && message.verdict && !correcting && (
        <VerdictNote verdict={message.verdict} lead="If it were replayed now" />
      )}
      {message.state === "waiting" && message.isReplayable && !correcting && (
        <Acts message={message} onCorrect={() => setCorrecting(true)} />
      )}
      {correcting && <Correct message={message} onClose={() => setCorrecting(false)} />}
      <div className="flex flex-col gap-2">
        <div className="flex items-center justify-between">
          <h3 className="font-semibold">Payload as it came</h3>
          <Segments
            label="Payload as"
            value={view}
            choices={VIEWS}
            onChange={(next) => setAddress({ view: next === "hex" ? "hex" : null })}
          />
        </div>
        <PayloadView payload={message.payload} view={view} />
        {message.corrected && !correcting && (
          <>
            <h3 className="font-semibold">As it was corrected</h3>
            <PayloadView payload={message.corrected} view={view} />
          </>
        )}
      </div>
    </>
  );
}

function MessageFacts({ message }: { message: KeptDetail }) {
  const { tone, words } = stateWords(message);
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
      <Line name="State">
        <StateMark tone={tone}>{words}</StateMark>
        {message.replayedAt !== null && (
          <span className="ml-2 text-ink-soft">
            <TimeAgo at={message.replayedAt} timeZone="UTC" />
          </span>
        )}
      </Line>
      <Line name="Reason">{message.message}</Line>
      <Line name="Field">
        <code className="font-mono text-xs">{message.field}</code>
      </Line>
      <Line name="Sender">
        <Link className="link font-mono text-xs" href={`/devices/${encodeURIComponent(message.deviceKey)}`}>
          {message.deviceKey}
        </Link>
      </Line>
      <Line name="Topic">
        <span className="break-all font-mono text-xs">{message.topic}</span>
      </Line>
      <Line name="Received">
        <TimeAgo at={message.receivedAt} timeZone="UTC" />
      </Line>
      <Line name="Size">{formatBytes(message.bytes)}</Line>
      {message.replayRequestedBy !== null && <Line name="Replayed by">{message.replayRequestedBy}</Line>}
    </dl>
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

function Acts({ message, onCorrect }: { message: KeptDetail; onCorrect: () => void }) {
  const client = useTRPCClient();
  const replay = useAct(client.quarantine.replay.mutate);
  const isGood = message.verdict?.ok === true;
  if (!useMay("quarantine.write")) return null;
  return (
    <>
      <div className="flex gap-2">
        <Button primary={isGood} disabled={replay.busy} onClick={() => replay.run({ ids: [message.id] })}>
          Replay
        </Button>
        <Button primary={!isGood} onClick={onCorrect}>
          Correct
        </Button>
      </div>
      {replay.failure && <ErrorNote {...replay.failure} />}
    </>
  );
}
