"use client";
import { useAddressBar } from "@outstation/hall/address-bar";
import { CallErrorNote } from "@outstation/hall/call-error";
import { useTRPC } from "@outstation/hall/client";
import { Panel } from "@outstation/ui/data/panel";
import { Segments } from "@outstation/ui/form/segments";
import { count } from "@outstation/ui/format/numbers";
import { SkeletonBlock } from "@outstation/ui/state/skeleton";
import { StateMark } from "@outstation/ui/state/state-mark";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMay } from "../shell/me";
import { percentText, toBuckets } from "./buckets";
import { CompletenessBars } from "./completeness-bars";
import { GapTable } from "./gap-table";
import { type DeviceCompleteness as Completeness, ledgerLines } from "./gaps";
import { PERIODS, type Period, periodOf, rangeOf } from "./periods";

const REFRESH_MS = 15_000;

/** What arrived of one device, by hour or day, and what did not, with its cause. */
export function DeviceCompleteness({ deviceKey, timeZone }: { deviceKey: string; timeZone: string }) {
  const [address, setAddress] = useAddressBar();
  const period = periodOf(address.get("period"));
  const mayRead = useMay("telemetry.read");
  const range = rangeOf(period, Date.now());
  const found = useQuery({
    ...useTRPC().completeness.device.queryOptions({ deviceKey, ...range }, { refetchInterval: REFRESH_MS }),
    enabled: mayRead,
    placeholderData: keepPreviousData,
  });
  if (!mayRead) return null;
  return (
    <Panel
      title="Completeness"
      says={found.data && <Said completeness={found.data} />}
      act={
        <Segments
          label="Period"
          value={period.value}
          choices={PERIODS}
          onChange={(next) => setAddress({ period: next })}
        />
      }
    >
      {found.error && <CallErrorNote error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <SkeletonBlock height={160} />}
      {found.data && <Counted {...{ completeness: found.data, period, range, timeZone }} />}
    </Panel>
  );
}

function Counted(props: {
  completeness: Completeness;
  period: Period;
  range: { readonly from: number; readonly to: number };
  timeZone: string;
}) {
  const { completeness, period, range, timeZone } = props;
  const { countedAt, deviceKey, hasMoreGaps } = completeness;
  const lines = ledgerLines(completeness);
  return (
    <>
      <CompletenessBars
        buckets={toBuckets(completeness.hours, range, period.unit, timeZone)}
        unit={period.unit}
        timeZone={timeZone}
        isCounted={countedAt !== null}
      />
      {lines.length > 0 && <GapTable lines={lines} timeZone={timeZone} senderKey={countedAt?.key ?? deviceKey} />}
      {hasMoreGaps && (
        <p className="text-ink-soft">The newest {completeness.gaps.length} gaps are shown; there are more.</p>
      )}
    </>
  );
}

/** The period in a sentence. */
function Said({ completeness }: { completeness: Completeness }) {
  const { countedAt, deviceKey, received, missing, percent } = completeness;
  if (countedAt === null)
    return (
      <>
        This device does not number its messages, so what is missing cannot be counted. Its silences are shown instead:
        whole hours without a message.
      </>
    );
  const where =
    countedAt.key === deviceKey ? null : (
      <>
        {" "}
        Counted at{" "}
        <Link className="link" href={`/devices/${encodeURIComponent(countedAt.key)}`}>
          {countedAt.name}
        </Link>
        , which numbers the messages of all devices behind it.
      </>
    );
  if (percent === null) return <>Nothing was due in this period.{where}</>;
  return (
    <>
      <StateMark tone={missing === 0 ? "normal" : "warning"}>
        <span className="font-medium">{percentText(percent)}</span>
      </StateMark>{" "}
      {missing === 0
        ? `All ${count(received, "message")} came.`
        : `${missing.toLocaleString("en")} of ${count(received + missing, "message")} are missing.`}
      {where}
    </>
  );
}
