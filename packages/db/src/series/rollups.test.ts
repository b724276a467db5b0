import { expect, test } from "vitest";
import { MS_PER_MINUTE, type Summaries, sliceSummaries, summarise } from "./rollups";
import { decodeSummaries, encodeSummaries } from "./rollups-codec";
import { joinSummaries } from "./rollups-join";
import { MS_PER_HOUR } from "./rows";
import { exceptSamples, mergeSamples, type Sample, toSamples } from "./samples";

const HOUR = Date.UTC(2026, 10, 24, 6);
const sample = (second: number, number: number, quality = 0, extra?: Sample["extra"]): Sample => ({
  measuredAt: HOUR + second * 1000,
  number,
  quality,
  extra,
});

function expectRoundTrip(summaries: Summaries, spanMs: number): Buffer {
  const encoded = encodeSummaries(summaries, spanMs);
  const { total, ...back } = decodeSummaries(encoded);
  const { total: expectedTotal, ...expected } = summaries;
  expect(back).toEqual(expected);
  total.forEach((sum, i) => {
    if (Number.isNaN(sum)) expect(expectedTotal[i]).toBeNaN();
    else expect(sum).toBeCloseTo(expectedTotal[i] as number, 6);
  });
  return encoded;
}

test("bad readings and texts are counted, and bend neither extremes nor mean", () => {
  const summaries = summarise(
    toSamples([sample(0, 5), sample(1, 9999, 2), sample(2, 7, 1), sample(3, Number.NaN, 0, { v: "lot" })]),
    MS_PER_MINUTE,
  );
  expect(summaries).toMatchObject({
    readings: Uint32Array.of(4),
    uncertain: Uint32Array.of(1),
    bad: Uint32Array.of(1),
    numbers: Uint32Array.of(2),
    minimum: Float64Array.of(5),
    maximum: Float64Array.of(7),
    total: Float64Array.of(12),
    lastValues: new Map([[0, "lot"]]),
  });
  expectRoundTrip(summaries, MS_PER_MINUTE);
});

test("minutes joined are the hour, whichever way the readings were divided", () => {
  const samples = toSamples(Array.from({ length: 3600 }, (_, i) => sample(i, (i * 37) % 101, i % 97 === 0 ? 2 : 0)));
  const hour = summarise(samples, MS_PER_HOUR);
  const minutes = summarise(samples, MS_PER_MINUTE);
  expect(minutes.startAt).toHaveLength(60);
  expect(joinSummaries([minutes], MS_PER_HOUR)).toEqual(hour);
  const [odd, even] = [1, 0].map((rest) =>
    summarise(
      toSamples(
        Array.from({ length: 1800 }, (_, i) => i * 2 + rest).map((i) =>
          sample(i, (i * 37) % 101, i % 97 === 0 ? 2 : 0),
        ),
      ),
      MS_PER_MINUTE,
    ),
  ) as [Summaries, Summaries];
  expect(joinSummaries([odd, even], MS_PER_MINUTE)).toEqual(minutes);
  expect(joinSummaries([even, odd], MS_PER_HOUR)).toEqual(hour);
});

test("an hour of minutes of a slow value takes a tenth of a byte a reading, and comes back exactly", () => {
  const wave = toSamples(
    Array.from({ length: 3600 }, (_, i) => sample(i, Math.round(2140 + 300 * Math.sin(i / 200)) / 100)),
  );
  expect(expectRoundTrip(summarise(wave, MS_PER_MINUTE), MS_PER_MINUTE).length / 3600).toBeLessThan(0.15);
});

test("numbers that are no decimals, minutes without any, gaps between minutes and none at all come back", () => {
  const odd = [sample(0, Math.PI), sample(61, Number.NaN, 2), sample(1800, -0), sample(3599, 1e300)];
  expectRoundTrip(summarise(toSamples(odd), MS_PER_MINUTE), MS_PER_MINUTE);
  expectRoundTrip(summarise(toSamples([sample(61, Number.NaN, 2), sample(200, 1)]), MS_PER_MINUTE), MS_PER_MINUTE);
  expectRoundTrip(summarise(toSamples([]), MS_PER_MINUTE), MS_PER_MINUTE);
});

test("a slice is the spans that start inside it", () => {
  const summaries = summarise(toSamples([0, 60, 120, 180].map((at) => sample(at, at, 0, { v: at }))), MS_PER_MINUTE);
  const slice = sliceSummaries(summaries, HOUR + 60_000, HOUR + 180_000);
  expect([...slice.startAt]).toEqual([HOUR + 60_000, HOUR + 120_000]);
  expect([...slice.lastValues]).toEqual([
    [0, 60],
    [1, 120],
  ]);
  expect(sliceSummaries(summaries, HOUR + 1e9, HOUR + 2e9).startAt).toHaveLength(0);
});

test("merging keeps the standing one of two at an instant; what is known already is no addition", () => {
  const standing = toSamples([sample(0, 1), sample(10, 2, 0, { v: "a" }), sample(20, 3)]);
  const added = toSamples([sample(5, 9, 0, { v: "new" }), sample(10, 8, 0, { v: "b" }), sample(30, 7)]);
  const merged = mergeSamples(standing, added);
  expect([...merged.numbers]).toEqual([1, 9, 2, 3, 7]);
  expect([...merged.extras]).toEqual([
    [1, { v: "new" }],
    [2, { v: "a" }],
  ]);
  expect([...exceptSamples(added, standing).numbers]).toEqual([9, 7]);
});
