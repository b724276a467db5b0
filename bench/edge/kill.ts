import { LIMIT_MAX } from "@outstation/domain/tenancy/limits";
import { listBoots } from "@outstation/edge/spool/list-boots";
import { sleep } from "@outstation/kit/clock";
import { ask } from "../harness/ask";
import { type Installation, startInstallation } from "../harness/installation";
import { ONE_PROCESS, pathEnv } from "../harness/layout";
import { setQuota } from "../harness/quota";
import { markdownTable, quantile, whole } from "../harness/table";
import { timeUntil } from "../harness/until";
import { startHardware } from "./hardware";
import { pointName } from "./hardware-plan";
import { prepareSite, type Site } from "./site";

const POINTS = 10;
const POLL_MS = 250;
/** Also what a kill can take: readings that the driver gave and that were not written yet. */
const BATCH_MS = 100;
/**
 * After every other start the kill comes within this from the process's first moment: before it reads, while it opens its
 * spool, while it sends what an earlier start left. After the others it comes within this from when it is connected.
 */
const LIFE_MS_MAX = 4000;
const SENT_WITHIN_MS = 300_000;

/**
 * A gateway killed with SIGKILL at random moments while a meter gives it numbers, each once. The spool says what it had
 * taken over; the store must have it all, once.
 */
export async function benchKill({ times }: { readonly times: number }): Promise<void> {
  const installation = await startInstallation({ report: (line) => console.log(`  ${line}`) });
  try {
    const site = await prepareSite(installation, {
      ...{ tenant: "acme", name: "bench-kill", devices: 1, batchMs: BATCH_MS },
      sources: (devices) =>
        devices.map(({ key: device }) => ({
          ...({ id: "meter", driver: "modbus", device, host: "127.0.0.1", unitId: 1, pollMs: POLL_MS } as const),
          port: installation.ports.acmeModbus,
          points: Array.from({ length: POINTS }, (_, index) => ({
            ...({ name: pointName(index), table: "holding", address: index * 2, type: "uint32" } as const),
          })),
        })),
    });
    await setQuota(installation, site.gateway.tenantId, LIMIT_MAX, LIMIT_MAX);
    await installation.startIngest(ONE_PROCESS, { ...pathEnv("inline"), SEAL_AFTER_MS: String(24 * 3_600_000) });
    const [meter] = site.edgePackage.sources;
    if (meter?.driver !== "modbus") throw new Error("the package has no Modbus source");
    const hardware = await startHardware({ source: meter, folder: "", from: 0, moving: POINTS });
    const lives = await killAgainAndAgain(site, times);
    const gateway = site.start();
    await gateway.ready(new AbortController().signal);
    await sleep(LIFE_MS_MAX);
    const sent = await timeUntil(async () => listBoots(site.spoolFile).every(({ waiting }) => waiting < 5), {
      withinMs: SENT_WITHIN_MS,
    });
    // What it still has it sends while it ends.
    await gateway.stop();
    await hardware.signal("SIGKILL");
    const spooled = listBoots(site.spoolFile);
    const left = spooled.reduce((sum, { waiting }) => sum + waiting, 0);
    const counted = await count(installation, site, spooled);
    report({ times, lives, left: sent === null ? null : left, boots: spooled.length, ...counted });
    if (sent === null || left + counted.lost + counted.repeated > 0) throw new Error("not flawless");
  } finally {
    await installation.stop();
  }
}

/** @returns how long each start lived, milliseconds */
async function killAgainAndAgain(site: Site, times: number): Promise<number[]> {
  const lives: number[] = [];
  for (let time = 1; time <= times; time++) {
    const gateway = site.start();
    const begun = performance.now();
    if (time % 2 === 0) await gateway.ready(new AbortController().signal);
    await Promise.race([sleep(Math.random() * LIFE_MS_MAX), gateway.exited]);
    if (gateway.hasExited()) throw new Error(`the gateway ended by itself at its start ${time}`);
    gateway.kill("SIGKILL");
    await gateway.exited;
    lives.push(performance.now() - begun);
    if (time % 20 === 0) console.log(`  killed ${time} times`);
  }
  return lives;
}

type Counted = {
  /** By the spool: messages that it had taken over, over all starts. */
  readonly spooled: number;
  readonly stored: number;
  readonly lost: number;
  readonly numbers: number;
  readonly repeated: number;
};

/** The ledger against the spool's own count, and every number of every point against itself. */
async function count(
  { superuserUrl }: Installation,
  { gateway, devices }: Site,
  boots: readonly { readonly boot: number; readonly lastSeq: number }[],
): Promise<Counted> {
  const ids = [gateway.id, ...devices.map(({ id }) => id)];
  const [messages] = await ask<{ stored: number; lost: number; alien: number }>(
    superuserUrl,
    `WITH made AS (SELECT * FROM unnest($2::bigint[], $3::bigint[]) AS made (boot, count)),
     wanted AS (SELECT boot, int8multirange(int8range(1, count + 1)) AS numbers FROM made),
     ledger AS (
       SELECT boot, range_agg(seen) AS seen FROM series.sequences WHERE device_id = ANY ($1) GROUP BY boot),
     compared AS (
       SELECT coalesce(wanted.numbers, '{}') AS wanted, coalesce(ledger.seen, '{}') AS seen FROM wanted FULL JOIN ledger USING (boot))
     SELECT sum((SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM unnest(wanted * seen) AS part))::float8 AS stored,
            sum((SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM unnest(wanted - seen) AS part))::float8 AS lost,
            sum((SELECT coalesce(sum(upper(part) - lower(part)), 0) FROM unnest(seen - wanted) AS part))::float8 AS alien
     FROM compared`,
    [ids, boots.map(({ boot }) => boot), boots.map(({ lastSeq }) => lastSeq)],
  );
  const [readings] = await ask<{ numbers: number; different: number }>(
    superuserUrl,
    `SELECT count(*)::float8 AS numbers, count(DISTINCT (device_id, point, number))::float8 AS different
     FROM series.readings, unnest(points, numbers) AS reading (point, number)
     WHERE device_id = ANY ($1) AND number <> 'NaN'`,
    [ids],
  );
  if (messages === undefined || readings === undefined) throw new Error("a sum has one row");
  return {
    spooled: boots.reduce((sum, { lastSeq }) => sum + lastSeq, 0),
    ...{ stored: messages.stored, lost: messages.lost, numbers: readings.numbers },
    repeated: readings.numbers - readings.different + messages.alien,
  };
}

function report(
  outcome: Counted & { times: number; lives: readonly number[]; left: number | null; boots: number },
): void {
  const { times, lives, boots, spooled, stored, numbers, lost, repeated, left } = outcome;
  const [median, longest] = [quantile(lives, 0.5), Math.max(...lives)];
  console.log(
    `\nA gateway with ${POINTS} points each ${POLL_MS} ms, batches of ${BATCH_MS} ms; killed after ${(median / 1000).toFixed(1)} s (median), ${(longest / 1000).toFixed(1)} s at most\n`,
  );
  const head = [
    "kill -9 of the gateway",
    "starts that reached their spool",
    "messages spooled",
    "messages stored",
    "readings stored",
    "lost",
    "twice",
    "left",
  ];
  const row = [
    `${whole(times)} times`,
    ...[boots, spooled, stored, numbers, lost, repeated].map(whole),
    left === null ? "not sent" : whole(left),
  ];
  console.log(markdownTable(head, [row]));
}
