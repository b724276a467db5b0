import { join } from "node:path";
import { LIMIT_MAX } from "@outstation/domain/tenancy/limits";
import { sleep } from "@outstation/kit/clock";
import { introduce } from "@outstation/local/hardware/introduce";
import type { Run } from "@outstation/local/supervised";
import { ask } from "../harness/ask";
import { startInstallation } from "../harness/installation";
import { ONE_PROCESS, pathEnv } from "../harness/layout";
import { setQuota } from "../harness/quota";
import { markdownTable, quantile, whole } from "../harness/table";
import { timeUntil } from "../harness/until";
import { startGarbageRelay } from "./garbage-relay";
import { startHardware } from "./hardware";
import { type HardwarePlan, pointName } from "./hardware-plan";
import { BROKER_NAME, openNameService } from "./name-service";
import { prepareSite, type Site, type SitePlan } from "./site";
import { type Setting, type Trouble, troublesOf } from "./troubles";

const POINTS = 10;
const BATCH_MS = 200;
/** What was under way when the trouble began may still arrive. */
const UNDER_WAY_MS = 1500;
const BACK_WITHIN_MS = 180_000;
const CALM_MS = 1000;

/**
 * One gateway with an OPC UA server, a BACnet device and a Modbus slave, and one trouble after another: from the moment
 * there is nothing left in its way until the first reading measured after that is in the store. The gateway is never restarted.
 * @param times of each trouble; null: 50 of the OPC UA server, 10 of the others
 */
export async function benchRestarts({ times }: { readonly times: number | null }): Promise<void> {
  const installation = await startInstallation({ report: (line) => console.log(`  ${line}`) });
  const ending = new AbortController();
  const relay = await startGarbageRelay(installation.ports.acmeModbus);
  const names = openNameService(installation.folder.path);
  if (names === null) console.log("  DNS is left out: this machine lets nobody make a mount namespace");
  const hardware: Setting["hardware"] = [];
  let gateway: Run | undefined;
  try {
    const site = await prepareSite(installation, {
      ...{ tenant: "acme", name: "bench-restarts", devices: 3, batchMs: BATCH_MS },
      brokerHost: names === null ? "127.0.0.1" : BROKER_NAME,
      sources: (devices) => sourcesOf(devices, { ...installation.ports, acmeModbus: relay.port }),
    });
    await setQuota(installation, site.gateway.tenantId, LIMIT_MAX, LIMIT_MAX);
    await installation.startIngest(ONE_PROCESS, {
      ...pathEnv("inline"),
      ...{ SEAL_AFTER_MS: String(24 * 3_600_000), SERVER_HOSTS: `127.0.0.1,localhost,${BROKER_NAME}` },
    });
    const hardwareDataDir = installation.folder.at("hardware");
    const plans = plansOf(site, join(hardwareDataDir, "opcua-acme"), installation.ports.acmeModbus);
    void introduce({ hardwareDataDir, tenant: "acme", edgeDataDir: site.dataDir, signal: ending.signal });
    for (const plan of plans) hardware.push(await startHardware(plan));
    const running = site.start(names?.wrap);
    gateway = running;
    await running.ready(ending.signal);
    for (const index of plans.keys()) await waitForReading(installation.superuserUrl, site, index, 0);
    const played: Played[] = [];
    for (const trouble of troublesOf({ installation, site, plans, hardware, relay, names })) {
      const rounds = times ?? trouble.times;
      const tookMs: number[] = [];
      for (let round = 0; round < rounds; round++)
        tookMs.push(await playOnce(trouble, { url: installation.superuserUrl, site, gateway: running }));
      played.push({ trouble, tookMs });
      console.log(`  ${trouble.title}: ${tookMs.map((ms) => (ms / 1000).toFixed(1)).join(" ")} s`);
    }
    report(played);
  } finally {
    ending.abort();
    await gateway?.stop();
    for (const process of hardware) await process.signal("SIGKILL");
    relay.stop();
    await installation.stop();
  }
}

type Played = { readonly trouble: Trouble; readonly tookMs: readonly number[] };
type Watched = { readonly url: string; readonly site: Site; readonly gateway: Run };

async function playOnce(trouble: Trouble, { url, site, gateway }: Watched): Promise<number> {
  await sleep(CALM_MS);
  await trouble.begin();
  const begunAt = Date.now();
  await sleep(trouble.lastsMs * (1 + Math.random() / 2));
  if (await hasReading(url, site, trouble.device, begunAt + UNDER_WAY_MS))
    throw new Error(`${trouble.title}: it troubled nobody`);
  await trouble.end();
  const tookMs = await waitForReading(url, site, trouble.device, Date.now());
  if (gateway.hasExited()) throw new Error(`${trouble.title}: the gateway ended`);
  return tookMs;
}

async function waitForReading(url: string, site: Site, device: number, since: number): Promise<number> {
  const took = await timeUntil(() => hasReading(url, site, device, since), { withinMs: BACK_WITHIN_MS, everyMs: 50 });
  if (took === null) throw new Error(`no reading of ${site.devices[device]?.key} within ${BACK_WITHIN_MS / 1000} s`);
  return took;
}

/** Whether a number that was measured since then is in the store. */
async function hasReading(url: string, site: Site, device: number, since: number): Promise<boolean> {
  const [row] = await ask<{ there: boolean }>(
    url,
    `SELECT EXISTS (
       SELECT FROM series.readings, unnest(points, offsets_ms, numbers) AS reading (point, offset_ms, number)
       WHERE device_id = $1 AND measured_at > to_timestamp($2::float8 / 1000) - interval '1 minute' AND number <> 'NaN'
         AND measured_at + coalesce(offset_ms, 0) * interval '1 ms' >= to_timestamp($2::float8 / 1000)) AS there`,
    [site.devices[device]?.id, since],
  );
  return row?.there === true;
}

function sourcesOf(
  devices: Parameters<SitePlan["sources"]>[0],
  ports: { readonly acmeOpcUa: number; readonly acmeBacnet: number; readonly acmeModbus: number },
): ReturnType<SitePlan["sources"]> {
  const [plc = "", controller = "", meter = ""] = devices.map(({ key }) => key);
  const each = Array.from({ length: POINTS }, (_, index) => ({ name: pointName(index), index }));
  return [
    {
      ...{ id: "plc", device: plc, driver: "opcua", securityMode: "SignAndEncrypt", samplingMs: 250 },
      endpoint: `opc.tcp://127.0.0.1:${ports.acmeOpcUa}/plc`,
      points: each.map(({ name }) => ({ name, nodeId: `ns=2;s=${name}` })),
    },
    {
      ...{
        id: "controller",
        device: controller,
        driver: "bacnet",
        address: `127.0.0.1:${ports.acmeBacnet}`,
        pollMs: 500,
      },
      points: each.map(({ name, index }) => ({ name, object: `analog-input:${index}` })),
    },
    {
      ...{
        id: "meter",
        device: meter,
        driver: "modbus",
        host: "127.0.0.1",
        port: ports.acmeModbus,
        unitId: 1,
        pollMs: 250,
      },
      points: each.map(({ name, index }) => ({ name, table: "holding", address: index * 2, type: "uint32" })),
    },
  ];
}

/** The hardware of the sources. A counter that began anew with each start would show numbers that were there before. */
function plansOf({ edgePackage }: Site, folder: string, slavePort: number): HardwarePlan[] {
  return edgePackage.sources.flatMap((source): HardwarePlan[] => {
    const plan = { folder, moving: POINTS, from: 0 };
    if (source.driver === "modbus") return [{ ...plan, source: { ...source, port: slavePort } }];
    return source.driver === "opcua" || source.driver === "bacnet" ? [{ ...plan, source }] : [];
  });
}

function report(played: readonly Played[]): void {
  console.log(`\nFrom the trouble's end to the first reading in the store, s; one gateway, restarted never\n`);
  console.log(
    markdownTable(
      ["trouble", "times", "came back", "median", "p95", "longest"],
      played.map(({ trouble, tookMs }) => [
        trouble.title,
        whole(tookMs.length),
        whole(tookMs.length),
        ...[0.5, 0.95, 1].map((share) => (quantile(tookMs, share) / 1000).toFixed(1)),
      ]),
    ),
  );
}
