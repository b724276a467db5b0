import { fault } from "@outstation/kit/fault";

export const EXPORT_FORMATS = ["csv", "parquet"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_STATES = ["queued", "running", "ready", "failed", "cancelled", "expired"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];
export type ExportEvent = "claim" | "progress" | "finish" | "fail" | "cancel" | "expire";

/**
 * What becomes of an export. A worker claims a running one anew when the one before it has fallen silent, and begins from the
 * start: nothing of an object is there before all of it is. Who cancels a ready one wants its file gone.
 */
export const EXPORT_LIFECYCLE: Readonly<Record<ExportState, Readonly<Record<ExportEvent, ExportState | null>>>> = {
  queued: { claim: "running", progress: null, finish: null, fail: "failed", cancel: "cancelled", expire: null },
  running: {
    claim: "running",
    progress: "running",
    finish: "ready",
    fail: "failed",
    cancel: "cancelled",
    expire: null,
  },
  ready: { claim: null, progress: null, finish: null, fail: null, cancel: "cancelled", expire: "expired" },
  failed: { claim: null, progress: null, finish: null, fail: null, cancel: null, expire: null },
  cancelled: { claim: null, progress: null, finish: null, fail: null, cancel: null, expire: null },
  expired: { claim: null, progress: null, finish: null, fail: null, cancel: null, expire: null },
};

/** The states in which an event means something: the others are not touched by it. */
export const statesBefore = (event: ExportEvent): ExportState[] =>
  EXPORT_STATES.filter((state) => EXPORT_LIFECYCLE[state][event] !== null);

/** Points of a device by name; null: all of them. */
export type ExportDevice = { readonly key: string; readonly points: readonly string[] | null };
export type ExportRequest = {
  readonly format: ExportFormat;
  readonly devices: readonly ExportDevice[];
  /** Unix milliseconds, `to` exclusive. */
  readonly from: number;
  readonly to: number;
};

export const EXPORT_LIMITS = {
  /** A CSV of them is about 5 GB. */
  rows: 50_000_000,
  devices: 500,
  days: 3660,
  /** Of a tenant, that are not done yet. */
  open: 5,
} as const;

/** So long the file can be fetched, and so long a link to it works. */
export const EXPORT_KEPT_MS = 7 * 86_400_000;
export const LINK_MS = 60 * 60_000;

/** @throws Fault `export.invalid` */
export function assertRequest({ devices, from, to }: ExportRequest): void {
  if (!(from < to)) throw fault("export.invalid", "The range must end after it begins.");
  if (to - from > EXPORT_LIMITS.days * 86_400_000)
    throw fault("export.invalid", `An export spans at most ${EXPORT_LIMITS.days} days.`);
  if (devices.length === 0) throw fault("export.invalid", "Choose a device at least.");
  if (devices.length > EXPORT_LIMITS.devices)
    throw fault(
      "export.invalid",
      `An export has at most ${EXPORT_LIMITS.devices} devices; these are ${devices.length}.`,
    );
  if (new Set(devices.map(({ key }) => key)).size < devices.length)
    throw fault("export.invalid", "A device can be in an export once.");
}

/** @throws Fault `export.too_large` which says both numbers. */
export function assertSize(rowsEstimated: number): void {
  if (rowsEstimated <= EXPORT_LIMITS.rows) return;
  const [about, most] = [rowsEstimated, EXPORT_LIMITS.rows].map((rows) => rows.toLocaleString("en-US"));
  throw fault(
    "export.too_large",
    `These are about ${about} readings, and an export has at most ${most}. Choose a shorter range or fewer points.`,
    { rowsEstimated, rowsMax: EXPORT_LIMITS.rows },
  );
}
