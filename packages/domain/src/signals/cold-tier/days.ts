import type { Day } from "@outstation/db/series/cold-parts";

export const MS_PER_DAY = 86_400_000;

/** The UTC day of an instant. */
export const dayOf = (instant: number): Day => new Date(instant).toISOString().slice(0, 10);
/** Its first instant, Unix milliseconds. */
export const startOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

/** Where a part of a tenant's day lies; its manifest lies beside it. */
export const partKey = (tenant: string, day: Day, part: number): string =>
  `tenants/${tenant}/telemetry/${day.replaceAll("-", "/")}/part-${part}.parquet`;
export const manifestKey = (objectKey: string): string => objectKey.replace(/\.parquet$/, ".json");
