import { spoolForecast } from "@outstation/contracts/edge/spool-forecast";
import type { Reading } from "@outstation/contracts/mqtt/reading";
import { encodeCompact } from "@outstation/contracts/mqtt/telemetry";
import { LIMIT_MAX } from "@outstation/domain/tenancy/limits";
import { readIdentity } from "@outstation/edge/identity/kept-identity";
import type { NewMessage } from "@outstation/edge/spool/message";
import { openSpool, type Spool } from "@outstation/edge/spool/spool";
import { startUplink } from "@outstation/edge/uplink/uplink";
import { createLogger } from "@outstation/kit/logger";
import { ask } from "../harness/ask";
import { registerFleet } from "../harness/fleet";
import { type Installation, startInstallation } from "../harness/installation";
import { ONE_PROCESS, pathEnv } from "../harness/layout";
import { startPacedLoad } from "../harness/paced-load";
import { setQuota } from "../harness/quota";
import { markdownTable, quantile, whole } from "../harness/table";
import { timeUntil } from "../harness/until";
import { prepareSite, type Site } from "./site";

/** A gateway's design rate: so many devices with so many points, each read every ten seconds, one device after the other. */
const DEVICES = 20;
const POLL_MS = 10_000;
const TICK_MS = POLL_MS / DEVICES;
const HOUR_MS = 3_600_000;
const QUIET_MS = 20_000;
/** Messages in one transaction while the outage is replayed: its readings come faster than a disk would sync each tick. */
const AT_ONCE = 2_000;
const WARM_WITHIN_MS = 60_000;
const SENT_WITHIN_MS = 1_800_000;

export type OutageOptions = { readonly hours: number; readonly pointsPerDevice: number };

/**
 * A gateway that could not reach its platform for 72 hours, by a clock that is turned by hand, and can again: its spool is
 * drained over MQTT and mutual TLS into the platform's store while its devices are read on.
 */
export async function benchOutage({ hours, pointsPerDevice }: OutageOptions): Promise<void> {
  const report = (line: string) => console.log(`  ${line}`);
  const installation = await startInstallation({ report, settings: ["track_commit_timestamp=on"] });
  try {
    const site = await prepareSite(installation, {
      ...{ tenant: "acme", name: "outage", devices: DEVICES, batchMs: TICK_MS },
      sources: (devices) =>
        devices.map(({ key: device }) => ({
          ...({ id: device, driver: "modbus", device, host: "127.0.0.1", unitId: 1, pollMs: POLL_MS } as const),
          points: Array.from({ length: pointsPerDevice }, (_, index) => ({
            ...({ name: `measurement-${index}`, table: "holding", address: index * 4, type: "float64" } as const),
          })),
        })),
    });
    await setQuota(installation, site.gateway.tenantId, LIMIT_MAX, LIMIT_MAX);
    await installation.startIngest(ONE_PROCESS, { ...pathEnv("inline"), SEAL_AFTER_MS: String(24 * 30 * HOUR_MS) });
    await warmUp(installation);
    await replay(installation, site, hours);
  } finally {
    await installation.stop();
  }
}

/** The first messages compile, fill caches and enter points: a platform that a gateway comes back to has done that. */
async function warmUp(installation: Installation): Promise<void> {
  const fleet = await registerFleet(installation, { tenant: "acme", count: 2, prefix: "warm" });
  const load = startPacedLoad({ fleet, port: installation.ports.mqtt, boot: 1, rate: 10 });
  const warm = await timeUntil(async () => load.totals().acknowledged >= 100, { withinMs: WARM_WITHIN_MS });
  load.finish();
  await timeUntil(async () => load.isAcknowledged(), { withinMs: WARM_WITHIN_MS });
  load.close();
  if (warm === null) throw new Error("the platform takes nothing");
}

async function replay(installation: Installation, site: Site, hours: number): Promise<void> {
  const restoredAt = Date.now();
  let outageNow: number | null = restoredAt - hours * HOUR_MS;
  const clock = { now: () => outageNow ?? Date.now() };
  const spool = openSpool({ file: site.spoolFile, clock });
  await spool.use(site.edgePackage);
  const machine = createMachine(site);
  for (; outageNow < restoredAt; ) {
    const messages: NewMessage[] = [];
    for (; outageNow < restoredAt && messages.length < AT_ONCE; outageNow += TICK_MS)
      messages.push(machine.next(outageNow));
    spool.append(messages);
  }
  const size = sizeOf(spool, site, hours);
  outageNow = null;
  const spooled = spool.level().messages;
  const letGo = machine.messages() - spooled;
  console.log(`  ${whole(spooled)} messages of ${hours} h are spooled`);

  // The outage ends when the connection is there; what is read until then belongs to it.
  const uplink = await startGatewayUplink(site, spool);
  const live = setInterval(() => {
    spool.append([machine.next(Date.now())]);
    uplink.wake();
  }, TICK_MS);
  await uplink.connectedOnce;
  const from = Date.now();
  const drained = await timeUntil(async () => spool.level().messages < DEVICES, { withinMs: SENT_WITHIN_MS });
  const to = Date.now();
  if (drained === null) throw new Error(`${spool.level().messages} messages were not sent`);
  await timeUntil(async () => false, { withinMs: QUIET_MS });
  clearInterval(live);
  const end = Date.now();
  await timeUntil(async () => spool.level().messages === 0, { withinMs: SENT_WITHIN_MS });
  await uplink.stop({ drainMs: 5_000, lastStatus: JSON.stringify({ online: false }) });
  const boot = spool.boot;
  spool.close();

  const wanted = { messages: machine.messages(), readings: machine.readings() };
  const stored = await countStored(installation, site, boot, wanted.messages);
  const phases = [
    { name: "during the backfill", from, to },
    { name: "after it", from: to, to: end },
  ];
  console.log(reportOf({ hours, size, wanted, stored, spooled, letGo, seconds: (to - from) / 1000 }));
  await reportLive(installation, site, phases);
  if (stored.lost + stored.alien > 0 || stored.readings !== wanted.readings) throw new Error("not flawless");
}

/** What the devices say: each reading has a value and a time of its own. */
function createMachine({ edgePackage, devices }: Site) {
  const values = edgePackage.sources.map((source, device) =>
    source.points.map((_, point) => sensorValues(device * 100 + point)),
  );
  let made = 0;
  let readings = 0;
  return {
    messages: () => made,
    readings: () => readings,
    /** The device whose turn it is, read at this time. */
    next(at: number): NewMessage {
      const turn = made++ % devices.length;
      const source = edgePackage.sources[turn];
      if (source === undefined) throw new Error("a turn without a device");
      const read = source.points.map(
        ({ name }, point): Reading => ({
          ...{ point: name, measuredAt: at, quality: "good" },
          value: values[turn]?.[point]?.next().value ?? null,
        }),
      );
      readings += read.length;
      return { channel: "telemetry", encode: (key) => encodeCompact({ ...key, child: source.device, readings: read }) };
    },
  };
}

/** A sensor's double, with all its digits, as a converter makes it: a day's swing and a random walk. */
function* sensorValues(seed: number): Generator<number> {
  let state = seed * 7919 + 1;
  let walk = 0;
  for (let i = 0; ; i++) {
    state = (state * 16_807) % 2_147_483_647;
    walk += (state / 2_147_483_647 - 0.5) * 0.06;
    yield 20 + seed + 3 * Math.sin(i / 300) + walk;
  }
}

type Size = { readonly bytes: number; readonly forecast: number };

function sizeOf(spool: Spool, { edgePackage }: Site, hours: number): Size {
  const { spool: said } = spool.status();
  const forecast = spoolForecast(edgePackage).diskBytesPerHour * hours;
  return { bytes: said.usedBytes, forecast };
}

async function startGatewayUplink({ dataDir, gateway }: Site, spool: Spool) {
  const identity = await readIdentity(dataDir);
  if (identity === null) throw new Error("the site has no identity");
  const credentials = {
    brokerUrl: identity.brokerUrl,
    clientId: `${identity.tenant}.${identity.device}`,
    rootCertificate: identity.rootCertificate,
    certificateChain: [identity.certificate, ...identity.chain].join("\n"),
    privateKey: gateway.privateKey,
  };
  return startUplink({
    ...{ identity, credentials: () => credentials, spool, onConnected: () => undefined },
    logger: createLogger("bench-outage", "warn"),
  });
}

type Stored = { readonly lost: number; readonly alien: number; readonly readings: number };

/** The platform's ledger of sequence numbers against what was made, and every reading that is stored. */
async function countStored(
  { superuserUrl }: Installation,
  { gateway, devices }: Site,
  boot: number,
  made: number,
): Promise<Stored> {
  const ids = [gateway.id, ...devices.map(({ id }) => id)];
  const [row] = await ask<Stored>(
    superuserUrl,
    `WITH ledger AS (SELECT coalesce(range_agg(seen), '{}') AS seen FROM series.sequences WHERE device_id = ANY ($1) AND boot = $2),
     wanted AS (SELECT int8multirange(int8range(1, $3::bigint + 1)) AS numbers)
     SELECT (SELECT coalesce(sum(upper(part) - lower(part)), 0)::float8 FROM unnest(numbers - seen) AS part) AS lost,
            (SELECT coalesce(sum(upper(part) - lower(part)), 0)::float8 FROM unnest(seen - numbers) AS part) AS alien,
            (SELECT coalesce(sum(cardinality(points)), 0)::float8 FROM series.readings WHERE device_id = ANY ($1)) +
            (SELECT coalesce(sum(readings), 0)::float8 FROM series.blocks WHERE device_id = ANY ($1)) AS readings
     FROM ledger, wanted`,
    [ids, boot, made],
  );
  if (row === undefined) throw new Error("a sum has one row");
  return row;
}

type Outcome = {
  readonly hours: number;
  readonly size: Size;
  readonly wanted: { readonly messages: number; readonly readings: number };
  readonly stored: Stored;
  readonly spooled: number;
  /** Of the lost: what the spool had no room for. */
  readonly letGo: number;
  readonly seconds: number;
};

function reportOf({ hours, size, wanted, stored, spooled, letGo, seconds }: Outcome): string {
  const off = 100 * (size.bytes / size.forecast - 1);
  const twice = Math.max(0, stored.readings - wanted.readings) + stored.alien;
  return [
    "",
    `An outage of ${hours} h of a gateway with ${DEVICES} devices, read every ${POLL_MS / 1000} s; the backlog sent in ${seconds.toFixed(1)} s, ${whole(spooled / seconds)} messages/s, while the devices were read on`,
    "",
    markdownTable(
      [
        "outage",
        "messages",
        "readings",
        "stored",
        "lost",
        "of them no room",
        "twice",
        "spool, MB",
        "forecast, MB",
        "off, %",
      ],
      [
        [
          `${hours} h`,
          whole(wanted.messages),
          whole(wanted.readings),
          whole(stored.readings),
          whole(stored.lost),
          whole(letGo),
          whole(twice),
          ...[size.bytes, size.forecast].map((bytes) => (bytes / 1e6).toFixed(1)),
          off.toFixed(1),
        ],
      ],
    ),
    "",
  ].join("\n");
}

/**
 * From a reading's time to the commit that made it visible, ms, once for each device and time. By the readings and not by
 * the rows: what came together shares a row, and a row of a backlog may hold what is live.
 */
async function liveLatencies(
  url: string,
  devices: Site["devices"],
  { from, to }: Pick<Phase, "from" | "to">,
): Promise<number[]> {
  const rows = await ask<{ ms: number }>(
    url,
    `SELECT min(extract(epoch FROM committed - at))::float8 * 1000 AS ms FROM (
       SELECT device_id, pg_xact_commit_timestamp(readings.xmin) AS committed,
         measured_at + coalesce(offset_ms, 0) * interval '1 ms' AS at
       FROM series.readings, unnest(coalesce(offsets_ms, '{0}')) AS offset_ms WHERE device_id = ANY ($1)) AS reading
     WHERE at >= to_timestamp($2::float8 / 1000) AND at < to_timestamp($3::float8 / 1000)
     GROUP BY device_id, at`,
    [devices.map(({ id }) => id), from, to],
  );
  return rows.map(({ ms }) => ms);
}

type Phase = { readonly name: string; readonly from: number; readonly to: number };

async function reportLive({ superuserUrl }: Installation, { devices }: Site, phases: readonly Phase[]): Promise<void> {
  const rows: string[][] = [];
  for (const { name, from, to } of phases) {
    const ms = await liveLatencies(superuserUrl, devices, { from, to });
    rows.push([name, whole(ms.length), ...[0.5, 0.95, 0.99, 1].map((share) => quantile(ms, share).toFixed(0))]);
  }
  console.log("Live readings, from the device's time to the commit of their row\n");
  console.log(markdownTable(["live", "messages", "p50, ms", "p95, ms", "p99, ms", "max, ms"], rows));
}
