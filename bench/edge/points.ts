import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LIMIT_MAX } from "@outstation/domain/tenancy/limits";
import { sleep } from "@outstation/kit/clock";
import { introduce } from "@outstation/local/hardware/introduce";
import { ask } from "../harness/ask";
import { type Installation, startInstallation } from "../harness/installation";
import { ONE_PROCESS, pathEnv } from "../harness/layout";
import { setQuota } from "../harness/quota";
import { markdownTable, whole } from "../harness/table";
import { timeUntil } from "../harness/until";
import { cpuMsOf } from "../ingest/cpu";
import { startHardware } from "./hardware";
import { pointName } from "./hardware-plan";
import { prepareSite } from "./site";

const SAMPLING_MS = 1000;
/** The first readings compile, fill caches, and enter points on the register; they are not counted. */
const WARM_MS = 20_000;
const LOOK_EVERY_MS = 500;

type Case = { readonly points: number; readonly moving: number };
type Measured = Case & {
  readonly cpuShare: number;
  readonly rssMb: readonly number[];
  readonly storedPerSecond: number;
  readonly messagesPerSecond: number;
};

/**
 * One gateway and an OPC UA server with so many points, sampled each second over SignAndEncrypt: the gateway's own CPU and
 * memory, and what the platform stored of it meanwhile. Server and platform share the machine's cores with it.
 */
export async function benchPoints(options: { readonly seconds: number; readonly points: number }): Promise<void> {
  const { seconds, points } = options;
  const cases: Case[] = [
    { points: Math.round(points / 10), moving: Math.round(points / 10) },
    { points, moving: Math.round(points / 10) },
    { points, moving: points },
  ];
  const rows: Measured[] = [];
  for (const one of cases) {
    const row = await measure(one, seconds);
    rows.push(row);
    console.log(
      `  ${row.points} points: ${(row.cpuShare * 100).toFixed(1)} % of a core, ${whole(Math.max(...row.rssMb))} MB`,
    );
  }
  const [smallest] = rows;
  console.log(`\nOne gateway, one OPC UA server, ${SAMPLING_MS / 1000} s, SignAndEncrypt; ${seconds} s each\n`);
  console.log(
    markdownTable(
      [
        "points of one gateway",
        "CPU, % of a core",
        "ratio",
        "memory, MB",
        "largest",
        "readings stored/s",
        "messages/s",
      ],
      rows.map(({ points, moving, cpuShare, rssMb, storedPerSecond, messagesPerSecond }) => [
        points === moving
          ? `${whole(points)}, each changes each second`
          : `${whole(points)}, of which ${whole(moving)} change`,
        (cpuShare * 100).toFixed(1),
        (cpuShare / (smallest?.cpuShare ?? 1)).toFixed(2),
        whole(rssMb.reduce((sum, one) => sum + one, 0) / rssMb.length),
        whole(Math.max(...rssMb)),
        whole(storedPerSecond),
        messagesPerSecond.toFixed(1),
      ]),
    ),
  );
  console.log(`\n${THINGSBOARD}\n`);
}

/** Read on GitHub; nothing of it was run here. ThingsBoard itself publishes figures of its server, and none of its gateway that we found. */
const THINGSBOARD = [
  "Beside it, what is written of ThingsBoard's IoT gateway (Python); reports of its users, on their machines, not run here:",
  "- thingsboard/thingsboard-gateway#1484 (2024-08): an OPC UA connector with 1,000 series polled each second passed 110 events a second, and 200 data points a second arrived at most.",
  "- thingsboard/thingsboard-gateway#1694 (2025-03, version 3.7.0 in a container): at 1,000 to 7,000 data points a second memory grows, above 5,000 until the container ends.",
  "- thingsboard/thingsboard-gateway#350 (2020-07): a maintainer names 1,000 devices as the most that was tested.",
].join("\n");

async function measure(one: Case, seconds: number): Promise<Measured> {
  const installation = await startInstallation({ report: (line) => console.log(`  ${line}`) });
  const introduced = new AbortController();
  try {
    const source = {
      ...({ id: "plc", driver: "opcua", securityMode: "SignAndEncrypt", samplingMs: SAMPLING_MS } as const),
      endpoint: `opc.tcp://127.0.0.1:${installation.ports.acmeOpcUa}/plc`,
      points: Array.from({ length: one.points }, (_, index) => ({
        name: pointName(index),
        nodeId: `ns=2;s=${pointName(index)}`,
      })),
    };
    const site = await prepareSite(installation, {
      ...{ tenant: "acme", name: "bench-points", devices: 1, batchMs: 1000 },
      sources: (devices) => devices.map(({ key }) => ({ ...source, device: key })),
    });
    await setQuota(installation, site.gateway.tenantId, LIMIT_MAX, LIMIT_MAX);
    await installation.startIngest(ONE_PROCESS, { ...pathEnv("inline"), SEAL_AFTER_MS: String(24 * 3_600_000) });
    const hardwareDataDir = installation.folder.at("hardware");
    const folder = join(hardwareDataDir, "opcua-acme");
    void introduce({ hardwareDataDir, tenant: "acme", edgeDataDir: site.dataDir, signal: introduced.signal });
    const [plc] = site.edgePackage.sources;
    if (plc?.driver !== "opcua") throw new Error("the package has no OPC UA source");
    const server = await startHardware({ source: plc, folder, from: 0, moving: one.moving });
    const gateway = site.start();
    try {
      await gateway.ready(introduced.signal);
      const everyPoint = async () => (await countPoints(installation)) >= one.points;
      if ((await timeUntil(everyPoint, { withinMs: 180_000 })) === null)
        throw new Error(`${await countPoints(installation)} of ${one.points} points came`);
      await sleep(WARM_MS);
      return { ...one, ...(await watchGateway(installation, gateway.pid, seconds)) };
    } finally {
      await gateway.stop();
      await server.signal("SIGKILL");
    }
  } finally {
    introduced.abort();
    await installation.stop();
  }
}

/** Counted in what the platform stored: the ledger's messages and the rows' readings. */
async function countAll({
  superuserUrl,
}: Installation): Promise<{ readonly readings: number; readonly messages: number }> {
  const [row] = await ask<{ readings: number; messages: number }>(
    superuserUrl,
    `SELECT (SELECT coalesce(sum(cardinality(points)), 0)::float8 FROM series.readings) AS readings,
            (SELECT coalesce(sum(upper(part) - lower(part)), 0)::float8 FROM series.sequences, unnest(seen) AS part) AS messages`,
  );
  if (row === undefined) throw new Error("a count without FROM has one row");
  return row;
}

async function countPoints({ superuserUrl }: Installation): Promise<number> {
  const [row] = await ask<{ points: number }>(
    superuserUrl,
    "SELECT count(DISTINCT point)::int AS points FROM series.readings, unnest(points) AS point",
  );
  return row?.points ?? 0;
}

async function watchGateway(installation: Installation, pid: number, seconds: number) {
  const before = await countAll(installation);
  const [from, cpuBefore] = [performance.now(), cpuMsOf(pid)];
  const rssMb: number[] = [];
  while (performance.now() - from < seconds * 1000) {
    rssMb.push(rssMbOf(pid));
    await sleep(LOOK_EVERY_MS);
  }
  const tookMs = performance.now() - from;
  const cpuShare = (cpuMsOf(pid) - cpuBefore) / tookMs;
  const after = await countAll(installation);
  return {
    ...{ cpuShare, rssMb },
    storedPerSecond: ((after.readings - before.readings) / tookMs) * 1000,
    messagesPerSecond: ((after.messages - before.messages) / tookMs) * 1000,
  };
}

/** What Linux says that the process has in memory, megabytes. */
function rssMbOf(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
