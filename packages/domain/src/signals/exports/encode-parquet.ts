import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { ExportBatch } from "./export-readings";
import { rowsOf } from "./export-row";

/** As many rows are in memory, and encoded without a pause. */
const GROUP_ROWS = 32_768;

const text = (name: string, repetition_type: "REQUIRED" | "OPTIONAL"): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  repetition_type,
});

const SCHEMA: SchemaElement[] = [
  { name: "root", num_children: 8 },
  text("device", "REQUIRED"),
  text("point", "REQUIRED"),
  { name: "measured_at", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" },
  { name: "value", type: "DOUBLE", repetition_type: "OPTIONAL" },
  text("text", "OPTIONAL"),
  text("unit", "OPTIONAL"),
  text("quality", "REQUIRED"),
  text("status", "OPTIONAL"),
];

/** The same columns as Parquet (snappy), a group of rows at a time. */
export async function* encodeParquet(batches: AsyncIterable<ExportBatch>): AsyncGenerator<Uint8Array> {
  const bytes = new ByteWriter(1024 * 1024);
  const parquet = new ParquetWriter({ writer: bytes, schema: SCHEMA, createdBy: "outstation export" });
  // What is written is handed on; the offsets in the footer count on.
  const taken = () => {
    const piece = bytes.getBytes().slice();
    bytes.index = 0;
    return piece;
  };
  let group = emptyGroup();
  for await (const batch of batches)
    for (const row of rowsOf(batch)) {
      group.device.push(batch.device);
      group.point.push(batch.point.name);
      group.measured_at.push(BigInt(row.measuredAt));
      group.value.push(row.value);
      group.text.push(row.text);
      group.unit.push(batch.point.unit);
      group.quality.push(row.quality);
      group.status.push(row.status);
      if (group.device.length < GROUP_ROWS) continue;
      parquet.write({ columnData: columnsOf(group), rowGroupSize: GROUP_ROWS });
      group = emptyGroup();
      yield taken();
    }
  if (group.device.length > 0) parquet.write({ columnData: columnsOf(group), rowGroupSize: GROUP_ROWS });
  parquet.finish();
  yield taken();
}

const emptyGroup = () => ({
  device: [] as string[],
  point: [] as string[],
  measured_at: [] as bigint[],
  value: [] as (number | null)[],
  text: [] as (string | null)[],
  unit: [] as (string | null)[],
  quality: [] as string[],
  status: [] as (string | null)[],
});

const columnsOf = (group: ReturnType<typeof emptyGroup>): ColumnSource[] =>
  Object.entries(group).map(([name, data]) => ({
    name,
    data,
    ...(name === "measured_at" ? { encoding: "DELTA_BINARY_PACKED" as const } : {}),
    // The dictionary takes -0 and 0 for one value.
    ...(name === "value" && group.value.some((value) => Object.is(value, -0)) ? { encoding: "PLAIN" as const } : {}),
  }));
