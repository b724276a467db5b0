import { randomBytes } from "node:crypto";
import { type Extra, type Samples, toSamples } from "@outstation/db/series/samples";
import { newId } from "@outstation/kit/ids";
import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { createContentDigest, type Run } from "./content-digest";
import { eachRun, type PartBytes, readPartIndex, readRuns } from "./part-reader";
import { createPartWriter } from "./part-writer";

const DAY = Date.UTC(2026, 0, 5);
const first = newId();
const second = newId();

type Row = { number: number; quality?: number; extra?: Extra };

function runOf(deviceId: string, point: number, count: number, row: (index: number) => Row): Run {
  const rows = Array.from({ length: count }, (_, index) => row(index));
  const samples = toSamples(
    rows.map(({ number, quality = 0, extra }, index) => ({ measuredAt: DAY + index * 977, number, quality, extra })),
  );
  return {
    deviceId,
    device: `dev-${deviceId.slice(-4)}`,
    point,
    pointName: `p${point}`,
    samples,
  };
}

function partOf(runs: readonly Run[]) {
  const writer = createPartWriter(512);
  for (const run of runs) writer.add(run);
  const { bytes, ...part } = writer.finish();
  const ranges: [number, number][] = [];
  const file: PartBytes = {
    size: bytes.length,
    range: async (from, to) => {
      ranges.push([from, to]);
      return bytes.subarray(from, to);
    },
  };
  return { ...part, bytes, file, ranges };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function expectSame(actual: Samples | undefined, expected: Samples): void {
  expect(actual?.measuredAt).toEqual(expected.measuredAt);
  expect(actual?.qualities).toEqual(expected.qualities);
  expect([...(actual?.extras ?? [])]).toEqual([...expected.extras]);
  expect(actual?.numbers.every((number, index) => Object.is(number, expected.numbers[index]))).toBe(true);
}

const everything: Row[] = [
  { number: 21.4 },
  { number: 0.1 + 0.2, quality: 1 },
  { number: -0 },
  { number: 0 },
  { number: 1e300, quality: 2, extra: { s: "0x80050000" } },
  { number: Number.NaN, extra: { v: "lot 17 – ü", c: { instrument_serial: "A-1" } } },
  { number: Number.NaN, extra: { v: { lat: 47.4, lon: 8.5 } } },
  { number: Number.NaN, quality: 2 },
  { number: Number.MIN_VALUE, extra: { v: false } },
];

test("every kind of value, quality and extra comes back to the last bit", async () => {
  const runs = [
    runOf(first, 1, everything.length, (index) => everything[index] as Row),
    runOf(first, 2, 3, (index) => ({ number: index })),
    runOf(second, 1, 1, () => ({ number: 5 })),
  ];
  const { file } = partOf(runs);
  const back = await collect(eachRun(file, await readPartIndex(file)));
  expect(back.map(({ samples, ...run }) => run)).toEqual(runs.map(({ samples, ...run }) => run));
  back.forEach(({ samples }, index) => {
    expectSame(samples, (runs[index] as Run).samples);
  });
});

test("runs of any length around a row group come back whole, and the digest of what is read is that of what was written", async () => {
  const noise = randomBytes(8 * 4_000);
  const lengths = [1, 511, 512, 1100, 3, 1024, 1];
  const runs = lengths.map((length, at) =>
    runOf(at < 4 ? first : second, at + 1, length, (index) => ({ number: noise.readInt32LE(index * 4) / 7 })),
  );
  const { file, contentSha256, readings } = partOf(runs);
  expect(readings).toBe(lengths.reduce((sum, length) => sum + length));
  const digest = createContentDigest();
  for await (const run of eachRun(file, await readPartIndex(file))) digest.take(run);
  expect(digest.result()).toBe(contentSha256);
});

test("a run is read without the others: one range of bytes for each row group it touches", async () => {
  const runs = Array.from({ length: 40 }, (_, point) =>
    runOf(first, point, 300, (index) => ({ number: index + point })),
  );
  const { file, ranges, bytes } = partOf(runs);
  const index = await readPartIndex(file);
  expect(ranges).toHaveLength(1);
  ranges.length = 0;
  const wanted = index.runs.filter(({ point }) => point === 20);
  const found = await readRuns(file, index, wanted);
  expectSame([...found.values()][0], (runs[20] as Run).samples);
  expect(ranges.length).toBeLessThanOrEqual(2);
  expect(ranges.reduce((sum, [from, to]) => sum + to - from, 0)).toBeLessThan(bytes.length / 4);
});

test("one bit that is another makes another digest", async () => {
  const digestOf = (run: Run) => {
    const digest = createContentDigest();
    digest.take(run);
    return digest.result();
  };
  const run = runOf(first, 1, 3, (index) => ({ number: index, extra: { s: "x" } }));
  const others: Run[] = [
    { ...run, point: 2 },
    { ...run, device: "other" },
    runOf(first, 1, 3, (index) => ({ number: index === 0 ? -0 : index, extra: { s: "x" } })),
    runOf(first, 1, 3, (index) => ({ number: index, extra: { s: "y" } })),
    runOf(first, 1, 3, (index) => ({ number: index, extra: { s: "x" }, quality: 1 })),
  ];
  expect(new Set([run, ...others].map(digestOf)).size).toBe(others.length + 1);
});

test("a part is a Parquet file as anyone reads it", async () => {
  const { bytes } = partOf([runOf(first, 1, everything.length, (index) => everything[index] as Row)]);
  const file = {
    byteLength: bytes.length,
    slice: (from: number, to?: number) => bytes.slice(from, to).buffer as ArrayBuffer,
  };
  const rows = await parquetReadObjects({ file });
  expect(rows[0]).toMatchObject({ device_id: first, point_no: 1, point: "p1", number: 21.4, quality: "good" });
  expect(rows[0]?.measured_at).toEqual(new Date(DAY));
  expect(rows[5]).toMatchObject({ number: null, value: '"lot 17 – ü"', context: '{"instrument_serial":"A-1"}' });
});
