import { parseArgs } from "node:util";
import { LIMIT_MAX } from "@outstation/domain/tenancy/limits";
import { sleep } from "@outstation/kit/clock";
import { type FleetDevice, registerFleet } from "../harness/fleet";
import { type Installation, startInstallation } from "../harness/installation";
import { ONE_PROCESS, pathEnv } from "../harness/layout";
import { startLoad } from "../harness/load";
import { READINGS_PER_MESSAGE, startPacedLoad } from "../harness/paced-load";
import { setQuota } from "../harness/quota";
import { countBacklog, isStored, latencies } from "../harness/stored";
import { markdownTable, quantile, whole } from "../harness/table";
import { timeUntil } from "../harness/until";

const DEVICES = 50;
const OUTAGE_HOURS = 72;
const QUIET_MS = 30_000;
const LIVE_RATE = 1;
const BOOT = 1;
const HOUR_MS = 3_600_000;
const STORED_WITHIN_MS = 600_000;

type Phase = { readonly name: string; readonly from: number; readonly to: number };
type Acknowledged = { readonly device: string; readonly at: number; readonly ms: number };

/**
 * A site comes back after three days: its devices send everything they kept as fast as the platform takes it, while others
 * are live. What the live ones wait for, before, during and after.
 */
export async function benchBackfill(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      every: { type: "string", default: "60" },
      path: { type: "string", default: "inline" },
      quota: { type: "string", default: String(LIMIT_MAX) },
    },
  });
  const stepMs = Number(values.every) * 1000;
  const { path } = values;
  if (!(stepMs > 0)) throw new Error("--every is how many seconds lie between two kept messages");
  if (path !== "inline" && path !== "log") throw new Error("--path is inline or log");
  const report = (line: string) => console.log(`  ${line}`);
  const installation = await startInstallation({ report, settings: ["track_commit_timestamp=on"] });
  try {
    const site = await registerFleet(installation, { tenant: "acme", count: DEVICES, prefix: "site" });
    const same = await registerFleet(installation, { tenant: "acme", count: DEVICES / 2, prefix: "live" });
    const other = await registerFleet(installation, { tenant: "globex", count: DEVICES / 2, prefix: "live" });
    for (const { tenantId } of site.slice(0, 1))
      await setQuota(installation, tenantId, Number(values.quota), LIMIT_MAX);
    await installation.startIngest(ONE_PROCESS, pathEnv(path));
    const acknowledged: Acknowledged[] = [];
    const live = startPacedLoad({
      fleet: [...same, ...other],
      port: installation.ports.mqtt,
      boot: BOOT,
      rate: LIVE_RATE,
      onAcknowledged: (device, { readyAt }, at) =>
        acknowledged.push({ device: device.id, at: readyAt, ms: at - readyAt }),
    });
    // The first messages compile, fill caches and enter points; they are not counted.
    await sleep(10_000);
    const before = await quietPhase("before");
    const { during, line } = await replay(installation, site, stepMs);
    const after = await quietPhase("after");
    live.finish();
    await timeUntil(async () => live.isAcknowledged(), { withinMs: STORED_WITHIN_MS });
    const made = live.made();
    await timeUntil(() => isStored(installation.superuserUrl, BOOT, made), { withinMs: STORED_WITHIN_MS });
    live.close();
    console.log(`\n${line}\n`);
    await reportLatencies(installation, { same, other, acknowledged, phases: [before, during, after] });
  } finally {
    await installation.stop();
  }
}

async function quietPhase(name: string): Promise<Phase> {
  const from = Date.now();
  await sleep(QUIET_MS);
  return { name, from, to: Date.now() };
}

async function replay(installation: Installation, site: readonly FleetDevice[], stepMs: number) {
  const messages = Math.round((OUTAGE_HOURS * HOUR_MS) / stepMs);
  const from = Date.now();
  const load = await startLoad({
    fleet: site,
    port: installation.ports.mqtt,
    boot: BOOT,
    rate: null,
    messages,
    measured: { from: from - OUTAGE_HOURS * HOUR_MS, stepMs },
  });
  const { resent } = await load.done;
  const acknowledgedMs = Date.now() - from;
  const wanted = new Map(site.map(({ id }) => [id, messages]));
  await timeUntil(() => isStored(installation.superuserUrl, BOOT, wanted), { withinMs: STORED_WITHIN_MS });
  const to = Date.now();
  const seconds = (to - from) / 1000;
  const stored = await countBacklog(
    installation.superuserUrl,
    BOOT,
    site.map(({ id }) => id),
  );
  const total = messages * site.length;
  const line = [
    `Backfill: ${site.length} devices × ${whole(messages)} messages (${OUTAGE_HOURS} h, one every ${stepMs / 1000} s) × ${READINGS_PER_MESSAGE} readings.`,
    `Acknowledged in ${(acknowledgedMs / 1000).toFixed(1)} s and stored in ${seconds.toFixed(1)} s: ${whole(total / seconds)} messages/s, ${whole((total * READINGS_PER_MESSAGE) / seconds)} readings/s.`,
    `Stored: ${whole(stored.messages)} of ${whole(total)} messages, ${whole(stored.readings)} of ${whole(total * READINGS_PER_MESSAGE)} readings; ${whole(resent)} sent again.`,
  ].join("\n");
  if (stored.messages !== total || stored.readings !== total * READINGS_PER_MESSAGE) throw new Error(line);
  return { line, during: { name: "during", from, to } };
}

type Measured = {
  readonly same: readonly FleetDevice[];
  readonly other: readonly FleetDevice[];
  readonly acknowledged: readonly Acknowledged[];
  readonly phases: readonly Phase[];
};

async function reportLatencies(installation: Installation, { same, other, acknowledged, phases }: Measured) {
  const rows: string[][] = [];
  for (const [whose, devices] of [
    ["the same tenant's", same],
    ["another tenant's", other],
  ] as const) {
    const ids = new Set(devices.map(({ id }) => id));
    for (const phase of phases) {
      const stored = (await latencies(installation.superuserUrl, devices, phase)).map(({ ms }) => ms);
      const acks = acknowledged.filter(({ device, at }) => ids.has(device) && at >= phase.from && at < phase.to);
      rows.push([
        `${whose}, ${phase.name}`,
        whole(stored.length),
        ...[0.5, 0.95, 0.99, 1].map((share) => quantile(stored, share).toFixed(1)),
        ...[0.5, 0.95, 0.99, 1].map((share) =>
          quantile(
            acks.map(({ ms }) => ms),
            share,
          ).toFixed(0),
        ),
      ]);
    }
  }
  const columns = (what: string) => ["p50", "p95", "p99", "max"].map((share) => `${what} ${share}, ms`);
  console.log(
    `${DEVICES} live devices at ${LIVE_RATE} message a second, from a device's clock to the row and to its PUBACK\n`,
  );
  console.log(markdownTable(["live devices", "messages", ...columns("row"), ...columns("PUBACK")], rows));
}
