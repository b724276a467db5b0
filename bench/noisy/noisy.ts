import { parseArgs } from "node:util";
import { sleep } from "@outstation/kit/clock";
import { type FleetDevice, registerFleet } from "../harness/fleet";
import { type Installation, startInstallation } from "../harness/installation";
import { ONE_PROCESS, pathEnv } from "../harness/layout";
import { type Load, startLoad } from "../harness/load";
import { startPacedLoad } from "../harness/paced-load";
import { listHits, setQuota } from "../harness/quota";
import { countStored, isStored, latencies } from "../harness/stored";
import { markdownTable, quantile, whole } from "../harness/table";
import { timeUntil } from "../harness/until";

const TENANTS = 10;
const DEVICES = 5;
const RATE = 1;
const TIMES_THE_QUOTA = 20;
const BOOT = 1;
const WINDOW_MS = 10_000;
/** What a change of the noisy tenant's rate does at first is not counted. */
const SETTLE_MS = 3_000;
/** The promise: a neighbour's flood changes the others' p95 by less. */
const CHANGE_MAX = 0.2;

type Window = { readonly from: number; readonly to: number };
type Round = { readonly quiet: Window; readonly noisy: Window & Flood };
type Flood = { readonly acceptedPerSecond: number; readonly waiting: number };

/**
 * Ten tenants, and one of them sends twenty times what it may. What the other nine notice, in windows with and without it,
 * in turns; and what it gets itself.
 */
export async function benchNoisy(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rounds: { type: "string", default: "9" }, quota: { type: "string", default: "100" } },
  });
  const [rounds, quota] = [Number(values.rounds), Number(values.quota)];
  if (!(rounds >= 1 && quota >= 1)) throw new Error("--rounds and --quota (messages a second) are numbers from 1");
  const report = (line: string) => console.log(`  ${line}`);
  const installation = await startInstallation({ report, settings: ["track_commit_timestamp=on"] });
  try {
    const fleets: FleetDevice[][] = [];
    for (let index = 0; index < TENANTS; index++)
      fleets.push(await registerFleet(installation, { tenant: `tenant-${index}`, count: DEVICES, prefix: "meter" }));
    const [loud = [], ...others] = fleets;
    for (const { tenantId } of loud.slice(0, 1)) await setQuota(installation, tenantId, quota);
    await installation.startIngest(ONE_PROCESS, pathEnv("inline"));
    const measured = await play(installation, { loud, others: others.flat(), rounds, quota });
    await tell(installation, measured);
  } finally {
    await installation.stop();
  }
}

type Cast = {
  readonly loud: readonly FleetDevice[];
  readonly others: readonly FleetDevice[];
  readonly rounds: number;
  readonly quota: number;
};
type Measured = Cast & { readonly played: readonly Round[]; readonly lost: number; readonly repeated: number };

async function play(installation: Installation, cast: Cast): Promise<Measured> {
  const { loud, others, rounds, quota } = cast;
  const { port, url } = { port: installation.ports.mqtt, url: installation.superuserUrl };
  const neighbours = startPacedLoad({ fleet: others, port, boot: BOOT, rate: RATE });
  const flood = await startLoad({ fleet: loud, port, boot: BOOT, rate: RATE, messages: null, measured: null });
  try {
    await sleep(15_000);
    const played: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      const quiet = await keepUp(flood, RATE);
      const noisy = await keepUp(flood, (quota * TIMES_THE_QUOTA) / DEVICES);
      played.push({ quiet, noisy });
      // What waits is let through before the next quiet window.
      flood.order({ rate: RATE });
      await timeUntil(async () => flood.report().sent - flood.report().acknowledged < DEVICES, { withinMs: 60_000 });
    }
    neighbours.finish();
    flood.order("finish");
    const { sentBy } = await flood.done;
    await timeUntil(async () => neighbours.isAcknowledged(), { withinMs: 60_000 });
    const made = new Map([...neighbours.made(), ...loud.map(({ id }, index) => [id, sentBy[index] ?? 0] as const)]);
    await timeUntil(() => isStored(url, BOOT, made), { withinMs: 60_000 });
    const { lost, repeated } = await countStored(url, BOOT, made);
    return { ...cast, played, lost, repeated };
  } finally {
    neighbours.close();
    flood.close();
  }
}

/** One window with the tenant at a rate. */
async function keepUp(flood: Load, rate: number): Promise<Window & Flood> {
  flood.order({ rate });
  await sleep(SETTLE_MS);
  const [from, before] = [Date.now(), flood.report()];
  await sleep(WINDOW_MS);
  const [to, after] = [Date.now(), flood.report()];
  const acceptedPerSecond = ((after.acknowledged - before.acknowledged) / (to - from)) * 1000;
  return { from, to, acceptedPerSecond, waiting: after.sent - after.acknowledged };
}

async function tell(installation: Installation, { loud, others, quota, played, lost, repeated }: Measured) {
  const url = installation.superuserUrl;
  const rows: string[][] = [];
  const ratios: number[] = [];
  for (const [index, { quiet, noisy }] of played.entries()) {
    const [before, during] = await Promise.all(
      [quiet, noisy].map(async (window) => (await latencies(url, others, window)).map(({ ms }) => ms)),
    );
    const at = (values: readonly number[] | undefined, share: number) => quantile(values ?? [], share);
    const ratio = at(during, 0.95) / at(before, 0.95);
    ratios.push(ratio);
    rows.push([
      String(index + 1),
      ...[before, during].flatMap((values) => [at(values, 0.5).toFixed(1), at(values, 0.95).toFixed(1)]),
      ratio.toFixed(2),
      whole(noisy.acceptedPerSecond),
      whole(noisy.waiting),
    ]);
  }
  const median = quantile(ratios, 0.5);
  console.log(
    `\n${TENANTS} tenants × ${DEVICES} devices at ${RATE} message a second; one of them has a quota of ${whole(quota)} messages a second and sends ${TIMES_THE_QUOTA} times as many. Device to row of the other ${TENANTS - 1}, in windows of ${WINDOW_MS / 1000} s in turns:\n`,
  );
  const columns = ["quiet p50, ms", "quiet p95, ms", "flood p50, ms", "flood p95, ms", "ratio of p95"];
  console.log(markdownTable(["round", ...columns, "it got, messages/s", "its messages waiting"], rows));
  console.log(`\nMedian of the ratios: ${median.toFixed(2)} (promised: less than ${(1 + CHANGE_MAX).toFixed(2)})`);
  console.log(`Of all tenants' messages ${whole(lost)} lost, ${whole(repeated)} twice.`);
  const [device] = loud;
  const hits = device === undefined ? [] : await listHits(url, device.tenantId);
  console.log(`What its owner is told, by limit and device (tenant_limit_hits):`);
  for (const { limit, device: key, times, asked } of hits)
    console.log(`  ${limit}, ${key}: ${whole(times)} times; asked for as much as ${whole(asked)} a second`);
  if (hits.length === 0) throw new Error("the limit that was met is named nowhere");
  if (lost + repeated > 0) throw new Error("messages were lost or stored twice");
  if (median >= 1 + CHANGE_MAX) throw new Error(`the others' p95 changed by ${((median - 1) * 100).toFixed(0)} %`);
}
