"use client";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC, useTRPCClient } from "@outstation/hall/client";
import { useAct } from "@outstation/hall/use-act";
import { BUTTON_PRIMARY, Button } from "@outstation/ui/form/button";
import { CopyText } from "@outstation/ui/form/copy-text";
import { ErrorNote } from "@outstation/ui/state/error-note";
import { SkeletonRows } from "@outstation/ui/state/skeleton";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { Claim } from "./claim";
import { commandOf } from "./command";
import { FirstReading } from "./first-reading";
import { Steps } from "./steps";

const REFRESH_MS = 1000;

/** The command, and what becomes of it: each step ticks when it is done, and the one that stops says why. */
export function Connect(props: {
  deviceKey: string;
  kind: "device" | "gateway";
  claim: Claim | null;
  onClaim: (claim: Claim) => void;
}) {
  const { deviceKey, kind, claim } = props;
  const client = useTRPCClient();
  const progress = useQuery(
    useTRPC().devices.progress.queryOptions(
      { key: deviceKey },
      { refetchInterval: ({ state }) => (state.data?.done ? false : REFRESH_MS) },
    ),
  );
  const again = useAct(() => client.devices.claim.mutate({ key: deviceKey }), props.onClaim);
  if (progress.error) return <CallErrorNote error={progress.error} onRetry={() => progress.refetch()} />;
  return (
    <div className="flex flex-col gap-6">
      <section className="flex flex-col gap-2" aria-label="Command">
        {again.failure && <ErrorNote {...again.failure} />}
        {claim !== null ? (
          <>
            <p>
              Run this on the machine that is to be <strong>{deviceKey}</strong>, in a checkout of Outstation. It works
              once, for 24 hours, and is not shown again:
            </p>
            <CopyText block text={commandOf(kind, claim)} what="command" />
          </>
        ) : (
          <p className="text-ink-soft">The command of {deviceKey} was shown already.</p>
        )}
        {!progress.data?.done && (
          <div>
            <Button disabled={again.busy} onClick={() => again.run(undefined)}>
              {claim === null ? "Make a new command" : "Make another one"}
            </Button>
          </div>
        )}
      </section>
      {progress.data === undefined ? (
        <SkeletonRows rows={4} />
      ) : progress.data === null ? null : (
        <Steps progress={progress.data} kind={kind} />
      )}
      {progress.data?.done && (
        <section className="flex flex-col items-start gap-3" aria-label="First reading">
          <FirstReading deviceKey={deviceKey} />
          <Link href={`/devices/${encodeURIComponent(deviceKey)}`} className={BUTTON_PRIMARY}>
            Open {deviceKey}
          </Link>
        </section>
      )}
    </div>
  );
}
