import { readLatest } from "@outstation/db/series/read-latest";
import { MS_PER_DAY } from "@outstation/db/series/rollups";
import { MS_PER_HOUR } from "@outstation/db/series/rows";
import { readSeries, type SeriesView } from "@outstation/domain/signals/telemetry";
import { Pool } from "pg";
import { markdownTable, quantile, whole } from "../harness/table";
import { type History, makeHistory } from "./history";
import { fillNarrow } from "./narrow";
import { startBenchServer } from "./server";

const MILLION_SECONDS = 1_000_000;
const SHORT_DAYS = 1;
const LONG_DAYS = 365;
const NARROW_DAYS = 13;
const BUCKETS = 500;

type Case = () => Promise<unknown>;
type Measured = ReadonlyMap<string, readonly number[]>;

/**
 * What reading costs, each beside its baseline in turns on the same server: a bare primary-key lookup, `date_bin` over rows of
 * one reading each, one day of history, a query that no policy binds.
 */
export async function benchQuery(): Promise<void> {
  const server = await startBenchServer();
  try {
    const sealedTo = Math.floor(Date.now() / MS_PER_HOUR) * MS_PER_HOUR - MS_PER_HOUR;
    const shortUrls = await server.openDatabase("short");
    const longUrls = await server.openDatabase("long");
    console.log(`Sealing ${SHORT_DAYS} and ${LONG_DAYS} days of one point at 1 s …`);
    const short = await makeHistory(shortUrls, SHORT_DAYS, sealedTo);
    const long = await makeHistory(longUrls, LONG_DAYS, sealedTo);
    await fillNarrow(longUrls.superuser, server.folder, long, NARROW_DAYS);
    const bare = new Pool({ connectionString: longUrls.superuser, max: 10 });
    // The server is stopped while the last connections still say goodbye.
    bare.on("error", () => undefined);
    const rows = [
      ...(await lastValue(short, long, bare)),
      ...(await series(short, long, bare)),
      ...(await throughput(long, bare)),
    ];
    console.log(`\n${markdownTable(["", "median ms", "p99 ms", "ratio", "target"], rows)}`);
    await bare.end();
    await Promise.all([short.close(), long.close()]);
  } finally {
    await server.stop();
  }
}

async function inTurns(cases: Readonly<Record<string, Case>>, rounds: number): Promise<Measured> {
  const measured = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  // The first fifth fills caches and compiles.
  for (let round = -Math.ceil(rounds / 5); round < rounds; round++)
    for (const [name, run] of shuffled(Object.entries(cases))) {
      const begun = performance.now();
      await run();
      if (round >= 0) measured.get(name)?.push(performance.now() - begun);
    }
  return measured;
}

/** Always in another order: what runs after a slow case finds colder caches. */
const shuffled = <T>(cases: readonly T[]): T[] =>
  cases
    .map((each) => ({ each, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ each }) => each);

const times = (measured: Measured, name: string) => measured.get(name) ?? [];
const median = (values: readonly number[]) => quantile(values, 0.5);
const p99 = (values: readonly number[]) => quantile(values, 0.99);

function line(measured: Measured, name: string, ratio = "", target = ""): string[] {
  const values = times(measured, name);
  return [name, median(values).toFixed(2), p99(values).toFixed(2), ratio, target];
}

const ratioOf = (measured: Measured, name: string, baseline: string, of = median): string =>
  (of(times(measured, name)) / of(times(measured, baseline))).toFixed(2);

const BARE_LATEST = `SELECT device_id, received_at, latest FROM series.latest WHERE tenant_id = $1 AND device_id = $2`;

async function lastValue(short: History, long: History, bare: Pool): Promise<string[][]> {
  const names = [
    "last values, bare primary key lookup",
    "last values, 365 days of history",
    "last values, 1 day of history",
  ] as const;
  const measured = await inTurns(
    {
      [names[0]]: () => bare.query(BARE_LATEST, [long.tenantId, long.deviceId]),
      [names[1]]: () => readLatest(long.app, long.tenantId, long.deviceId),
      [names[2]]: () => readLatest(short.app, short.tenantId, short.deviceId),
    },
    2000,
  );
  const both = `p50 ${ratioOf(measured, names[1], names[0])}, p99 ${ratioOf(measured, names[1], names[0], p99)}`;
  return [
    line(measured, names[0]),
    line(measured, names[1], both, "≤ 2 (p99)"),
    line(measured, names[2], `365 days: ${ratioOf(measured, names[1], names[2])}`, "365 days ≤ 1.3"),
  ];
}

const ask = (history: History, from: number, to: number): Promise<SeriesView> =>
  readSeries(
    { db: history.app },
    history.tenantId,
    { points: [{ deviceKey: history.deviceKey, point: history.point }], from, to, buckets: BUCKETS },
    history.sealedTo + MS_PER_HOUR,
  );

const DATE_BIN = `SELECT date_bin($5::float8 * interval '1 ms', measured_at, '2000-01-01Z') AS t, min(value), max(value), avg(value), count(*)
  FROM public.narrow WHERE tenant_id = $1 AND device_id = $2 AND point = 1 AND measured_at >= $3 AND measured_at < $4 GROUP BY 1 ORDER BY 1`;

function dateBin(bare: Pool, { tenantId, deviceId }: History, { from, to, bucketMs }: SeriesView): Promise<unknown> {
  return bare.query(DATE_BIN, [tenantId, deviceId, new Date(from), new Date(to), bucketMs]);
}

async function series(short: History, long: History, bare: Pool): Promise<string[][]> {
  const { sealedTo } = long;
  const day = { from: sealedTo - MS_PER_DAY, to: sealedTo };
  const now = { from: day.from + MS_PER_HOUR, to: day.to + MS_PER_HOUR };
  const million = { from: sealedTo - MILLION_SECONDS * 1000, to: sealedTo };
  const [ofDay, ofMillion] = [await ask(long, day.from, day.to), await ask(long, million.from, million.to)];
  assertCounts(ofDay, MS_PER_DAY / 1000);
  assertCounts(ofMillion, MILLION_SECONDS);
  const measured = await inTurns(
    {
      "24 h → 500, date_bin over narrow rows": () => dateBin(bare, long, ofDay),
      "24 h → 500, sealed": () => ask(long, day.from, day.to),
      "24 h → 500, the last hour fresh": () => ask(long, now.from, now.to),
      "24 h → 500, sealed, 1 day of history": () => ask(short, day.from, day.to),
      "1 M → 500, date_bin over narrow rows": () => dateBin(bare, long, ofMillion),
      "1 M → 500": () => ask(long, million.from, million.to),
      "90 days → 500, the last hour fresh": () => ask(long, sealedTo - 90 * MS_PER_DAY, now.to),
      "365 days → 500, the last hour fresh": () => ask(long, sealedTo - 365 * MS_PER_DAY, now.to),
      "1 h as it is, 3,600 readings, sealed": () => ask(long, sealedTo - MS_PER_HOUR, sealedTo),
    },
    100,
  );
  const to = (name: string, baseline: string) => ratioOf(measured, name, baseline);
  const dayBaseline = "24 h → 500, date_bin over narrow rows";
  const freshDay = "24 h → 500, the last hour fresh";
  const millionBaseline = "1 M → 500, date_bin over narrow rows";
  return [
    line(measured, dayBaseline),
    line(measured, "24 h → 500, sealed", to("24 h → 500, sealed", dayBaseline), "≤ 0.25"),
    line(measured, "24 h → 500, the last hour fresh", to("24 h → 500, the last hour fresh", dayBaseline), "≤ 0.25"),
    line(
      measured,
      "24 h → 500, sealed, 1 day of history",
      `365 days: ${to("24 h → 500, sealed", "24 h → 500, sealed, 1 day of history")}`,
      "365 days ≤ 1.3",
    ),
    line(measured, millionBaseline),
    line(measured, "1 M → 500", to("1 M → 500", millionBaseline), "≤ 0.25"),
    line(measured, "90 days → 500, the last hour fresh", `24 h: ${to("90 days → 500, the last hour fresh", freshDay)}`),
    line(
      measured,
      "365 days → 500, the last hour fresh",
      `24 h: ${to("365 days → 500, the last hour fresh", freshDay)}`,
    ),
    line(measured, "1 h as it is, 3,600 readings, sealed"),
  ];
}

/** What is quick must be right: every reading of the range is in a bucket. */
function assertCounts({ series: [one] }: SeriesView, readings: number): void {
  const counted = one?.buckets.reduce((sum, { count }) => sum + count, 0) ?? 0;
  // Whole buckets reach past the range by less than one at each end.
  if (counted < readings || counted > readings * 1.01)
    throw new Error(`${counted} readings were counted where ${readings} lie in the range`);
}

const CALLERS = 50;
const ROUND_MS = 1000;
const ROUNDS = 7;

async function throughput(long: History, bare: Pool): Promise<string[][]> {
  const asked = [long.tenantId, long.deviceId] as const;
  const cases: Record<string, Case> = {
    [`last values, ${CALLERS} callers, bare`]: () => bare.query(BARE_LATEST, [...asked]),
    [`last values, ${CALLERS} callers, row security`]: () => readLatest(long.app, ...asked),
    [`24 h of minutes, ${CALLERS} callers, bare`]: () => bare.query(READ_DAY, dayOf(long)),
    [`24 h of minutes, ${CALLERS} callers, row security`]: () => long.app.reads.query(READ_DAY, dayOf(long)),
  };
  const rates = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++)
    for (const [name, run] of Object.entries(cases)) {
      const rate = await rateOf(run);
      if (round >= 0) rates.get(name)?.push(rate);
    }
  const entries = [...rates];
  return entries.map(([name, values], index) => {
    const ratios = values.map((value, round) => value / (entries[index - 1]?.[1][round] ?? 1));
    const isBound = index % 2 === 1;
    return [
      name,
      `${whole(median(values))} a second`,
      "",
      isBound ? median(ratios).toFixed(2) : "",
      isBound ? "≥ 0.75" : "",
    ];
  });
}

const READ_DAY = "SELECT form, point, body, extras FROM series.read_range($1, $2, '{1}', $3, $4, true)";
const dayOf = ({ tenantId, deviceId, sealedTo }: History) => [
  tenantId,
  deviceId,
  new Date(sealedTo - MS_PER_DAY),
  new Date(sealedTo),
];

async function rateOf(run: Case): Promise<number> {
  const begun = performance.now();
  let done = 0;
  const caller = async () => {
    for (; performance.now() - begun < ROUND_MS; done++) await run();
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (done / (performance.now() - begun)) * 1000;
}
