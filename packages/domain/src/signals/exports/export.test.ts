import { toSamples } from "@outstation/db/series/samples";
import { parse } from "csv-parse/sync";
import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { encodeCsv } from "./encode-csv";
import { encodeParquet } from "./encode-parquet";
import { assertRequest, assertSize, EXPORT_LIFECYCLE, EXPORT_STATES, statesBefore } from "./export";
import type { ExportBatch } from "./export-readings";

const AT = Date.UTC(2026, 10, 24, 6);

const batch = (device: string, name: string, kind: "number" | "boolean" | "string", extras = true): ExportBatch => ({
  device,
  point: { no: 1, name, kind, unit: kind === "number" ? "Cel" : null },
  samples: toSamples([
    { measuredAt: AT, number: -21.5, quality: 0, extra: undefined },
    { measuredAt: AT + 1, number: 0, quality: 1, extra: undefined },
    { measuredAt: AT + 2, number: Number.NaN, quality: 2, extra: extras ? { v: 'a "b",\r\nc', s: "0x8" } : undefined },
    { measuredAt: AT + 3, number: Number.NaN, quality: 0, extra: extras ? { v: "=1+1" } : undefined },
    { measuredAt: AT + 4, number: Number.NaN, quality: 0, extra: extras ? { v: { lat: 47.4, lon: 8.5 } } : undefined },
  ]),
});

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
async function joined(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

test("a CSV is as RFC 4180 has it: every cell comes back, and none of them runs in a spreadsheet", async () => {
  const text = (await joined(encodeCsv(from([batch("pump,1", "lot", "number")])))).toString();
  expect(text.split("\r\n")[0]).toBe("device,point,measured_at,value,text,unit,quality,status");
  expect(text.endsWith("\r\n")).toBe(true);
  const rows = parse(text, { columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
  const common = { device: "pump,1", point: "lot", unit: "Cel" };
  expect(rows).toEqual([
    { ...common, measured_at: "2026-11-24T06:00:00.000Z", value: "-21.5", text: "", quality: "good", status: "" },
    { ...common, measured_at: "2026-11-24T06:00:00.001Z", value: "0", text: "", quality: "uncertain", status: "" },
    {
      ...common,
      measured_at: "2026-11-24T06:00:00.002Z",
      value: "",
      text: 'a "b",\r\nc',
      quality: "bad",
      status: "0x8",
    },
    { ...common, measured_at: "2026-11-24T06:00:00.003Z", value: "", text: "'=1+1", quality: "good", status: "" },
    {
      ...common,
      measured_at: "2026-11-24T06:00:00.004Z",
      value: "",
      text: '{"lat":47.4,"lon":8.5}',
      quality: "good",
      status: "",
    },
  ]);
});

test("Parquet has the same columns, and what CSV must guard against as it is", async () => {
  const bytes = await joined(
    encodeParquet(from([batch("pump", "lot", "number"), batch("pump", "on", "boolean", false)])),
  );
  const file = {
    byteLength: bytes.length,
    slice: (a: number, b?: number) => new Uint8Array(bytes.subarray(a, b)).buffer,
  };
  const rows = await parquetReadObjects({ file });
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual({
    ...{ device: "pump", point: "lot", measured_at: new Date(AT), value: -21.5 },
    ...{ text: null, unit: "Cel", quality: "good", status: null },
  });
  expect(rows[3]).toMatchObject({ value: null, text: "=1+1" });
  expect(rows[5]).toMatchObject({ point: "on", value: -21.5, text: "true", unit: null });
  expect(rows[6]).toMatchObject({ value: 0, text: "false" });
});

test("a file of no readings is a file", async () => {
  expect((await joined(encodeCsv(from([])))).toString().split("\r\n")).toHaveLength(2);
  const bytes = await joined(encodeParquet(from([])));
  const file = {
    byteLength: bytes.length,
    slice: (a: number, b?: number) => new Uint8Array(bytes.subarray(a, b)).buffer,
  };
  expect(await parquetReadObjects({ file })).toEqual([]);
});

test("what is over stays over, but for a file that expires", () => {
  for (const state of ["failed", "cancelled", "expired"] as const)
    expect(Object.values(EXPORT_LIFECYCLE[state])).toEqual(Array(6).fill(null));
  expect(statesBefore("expire")).toEqual(["ready"]);
  expect(statesBefore("cancel")).toEqual(["queued", "running", "ready"]);
  expect(EXPORT_STATES).toHaveLength(6);
});

const asked = { format: "csv" as const, devices: [{ key: "a", points: null }], from: AT, to: AT + 1 };

test("a limit that is met names itself and both numbers", () => {
  expect(() => assertSize(50_000_000)).not.toThrow();
  expect(() => assertSize(50_000_001)).toThrow(/export\.too_large: These are about 50,000,001 readings.*50,000,000/);
});

test.each([
  ["a range that does not begin before it ends", { ...asked, to: AT }],
  ["a range of eleven years", { ...asked, to: AT + 11 * 366 * 86_400_000 }],
  ["no device", { ...asked, devices: [] }],
  ["a device twice", { ...asked, devices: [...asked.devices, ...asked.devices] }],
])("%s is refused", (_, request) => {
  expect(() => assertRequest(request)).toThrow(/export\.invalid/);
});
