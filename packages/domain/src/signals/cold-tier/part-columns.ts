import type { SchemaElement } from "hyparquet";

/** Of the columns below; a reader refuses what it does not know. Additive changes keep the number. */
export const PART_SCHEMA_VERSION = 1;
/** Where a part's metadata tells which rows belong to which point of which device. */
export const RUNS_KEY = "outstation.runs";
export const VERSION_KEY = "outstation.schema";

const text = (name: string, repetition_type: "REQUIRED" | "OPTIONAL"): SchemaElement => ({
  name,
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  repetition_type,
});
/**
 * A row a reading, sorted by device, point and time. What a query needs of a row stands side by side, so that it is one range
 * of bytes in each row group.
 */
export const PART_SCHEMA: SchemaElement[] = [
  { name: "root", num_children: 10 },
  text("device_id", "REQUIRED"),
  text("device", "REQUIRED"),
  { name: "point_no", type: "INT32", repetition_type: "REQUIRED" },
  text("point", "REQUIRED"),
  { name: "measured_at", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "REQUIRED" },
  { name: "number", type: "DOUBLE", repetition_type: "OPTIONAL" },
  text("quality", "REQUIRED"),
  // A value that is no number, as JSON; the source's own status; the source's context, as JSON.
  text("value", "OPTIONAL"),
  text("status", "OPTIONAL"),
  text("context", "OPTIONAL"),
];

/** The columns that make samples of a row. */
export const SAMPLE_COLUMNS = ["measured_at", "number", "quality", "value", "status", "context"];

/** The rows of one point of one device, which lie side by side: point number and how many. */
type DeviceRuns = readonly [
  deviceId: string,
  device: string,
  points: readonly (readonly [no: number, name: string, rows: number])[],
];

/** The rows of one point of one device: from `start`, `rows` of them. */
export type RunPlace = {
  readonly deviceId: string;
  readonly device: string;
  readonly point: number;
  readonly pointName: string;
  readonly start: number;
  readonly rows: number;
};

export function encodeRuns(runs: readonly RunPlace[]): string {
  const devices: [string, string, [number, string, number][]][] = [];
  for (const { deviceId, device, point, pointName, rows } of runs) {
    const last = devices.at(-1);
    if (last?.[0] === deviceId) last[2].push([point, pointName, rows]);
    else devices.push([deviceId, device, [[point, pointName, rows]]]);
  }
  return JSON.stringify(devices);
}

export function decodeRuns(text: string): RunPlace[] {
  let start = 0;
  return (JSON.parse(text) as DeviceRuns[]).flatMap(([deviceId, device, points]) =>
    points.map(([point, pointName, rows]) => {
      start += rows;
      return { deviceId, device, point, pointName, start: start - rows, rows };
    }),
  );
}
