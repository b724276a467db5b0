import { QUALITIES } from "@outstation/contracts/mqtt/reading";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import { createContentDigest, type Run, toText } from "./content-digest";
import { encodeRuns, PART_SCHEMA, PART_SCHEMA_VERSION, RUNS_KEY, type RunPlace, VERSION_KEY } from "./part-columns";

/**
 * So many rows are read at least for any reading of them, and written without a pause: 16 384 are 10 kB of slow values, 160 kB of
 * noise, and 25 ms of computing. Twice as many are a third smaller where values are slow, and take twice as long.
 */
const GROUP_ROWS = 16_384;

export const WRITER_NAME = "outstation cold tier";

export type WrittenPart = {
  readonly bytes: Uint8Array;
  readonly runs: readonly RunPlace[];
  readonly readings: number;
  readonly firstMeasuredAt: number;
  readonly lastMeasuredAt: number;
  readonly contentSha256: string;
};

export type PartWriter = {
  /** Takes runs in the order of device and point. */
  add(run: Run): void;
  finish(): WrittenPart;
};

/** Makes one Parquet object of readings, in memory; whoever adds to it keeps it to a few million. */
export function createPartWriter(groupRows = GROUP_ROWS): PartWriter {
  const bytes = new ByteWriter(1024 * 1024);
  const parquet = new ParquetWriter({ writer: bytes, schema: PART_SCHEMA, createdBy: WRITER_NAME });
  const digest = createContentDigest();
  const runs: RunPlace[] = [];
  let readings = 0;
  let [first, last] = [Infinity, -Infinity];
  let group = emptyGroup();
  const flush = () => {
    if (group.measuredAt.length === 0) return;
    parquet.write({ columnData: columnsOf(group), rowGroupSize: groupRows });
    group = emptyGroup();
  };
  return {
    add: (run) => {
      const { deviceId, device, point, pointName, samples } = run;
      const rows = samples.measuredAt.length;
      digest.take(run);
      runs.push({ deviceId, device, point, pointName, start: readings, rows });
      readings += rows;
      first = Math.min(first, samples.measuredAt[0] ?? first);
      last = Math.max(last, samples.measuredAt.at(-1) ?? last);
      for (let index = 0; index < rows; index++) {
        addRow(group, run, index);
        if (group.measuredAt.length === groupRows) flush();
      }
    },
    finish: () => {
      flush();
      parquet.kvMetadata = [
        { key: VERSION_KEY, value: String(PART_SCHEMA_VERSION) },
        { key: RUNS_KEY, value: encodeRuns(runs) },
      ];
      parquet.finish();
      const [firstMeasuredAt, lastMeasuredAt, contentSha256] = [first, last, digest.result()];
      return { bytes: bytes.getBytes(), runs, readings, firstMeasuredAt, lastMeasuredAt, contentSha256 };
    },
  };
}

const emptyGroup = () => ({
  deviceId: [] as string[],
  device: [] as string[],
  pointNo: [] as number[],
  point: [] as string[],
  measuredAt: [] as bigint[],
  number: [] as (number | null)[],
  quality: [] as string[],
  value: [] as (string | null)[],
  status: [] as (string | null)[],
  context: [] as (string | null)[],
  hasNegativeZero: false,
});
type Group = ReturnType<typeof emptyGroup>;

function addRow(group: Group, run: Run, index: number): void {
  const { measuredAt, numbers, qualities, extras } = run.samples;
  const number = numbers[index] as number;
  const { value, status, context } = toText(extras.get(index));
  group.deviceId.push(run.deviceId);
  group.device.push(run.device);
  group.pointNo.push(run.point);
  group.point.push(run.pointName);
  group.measuredAt.push(BigInt(measuredAt[index] as number));
  group.number.push(Number.isNaN(number) ? null : number);
  group.quality.push(QUALITIES[qualities[index] as number] as string);
  group.value.push(value);
  group.status.push(status);
  group.context.push(context);
  if (Object.is(number, -0)) group.hasNegativeZero = true;
}

function columnsOf(group: Group): ColumnSource[] {
  const plain = { statistics: false } as const;
  return [
    { name: "device_id", data: group.deviceId },
    { name: "device", data: group.device },
    { name: "point_no", data: group.pointNo },
    { name: "point", data: group.point },
    { name: "measured_at", data: group.measuredAt, encoding: "DELTA_BINARY_PACKED" },
    // The dictionary takes -0 and 0 for one value.
    { name: "number", data: group.number, ...(group.hasNegativeZero ? { encoding: "PLAIN" as const } : {}) },
    { name: "quality", data: group.quality },
    { name: "value", data: group.value, ...plain },
    { name: "status", data: group.status, ...plain },
    { name: "context", data: group.context, ...plain },
  ];
}
