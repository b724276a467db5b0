import type { PartContent, PartRef } from "@outstation/db/series/cold-parts";
import { PART_SCHEMA_VERSION, type RunPlace } from "./part-columns";
import { WRITER_NAME } from "./part-writer";

/** What lies beside a part, for whoever has the bucket and not the database. */
export function manifestOf(
  tenant: string,
  { day, part, objectKey }: PartRef,
  content: PartContent,
  runs: readonly RunPlace[],
) {
  const at = (instant: number) => new Date(instant).toISOString();
  return {
    schema: PART_SCHEMA_VERSION,
    writer: WRITER_NAME,
    tenant,
    day,
    part,
    object: objectKey,
    size: content.size,
    sha256: content.sha256,
    contentSha256: content.contentSha256,
    readings: content.readings,
    devices: content.devices,
    points: runs.length,
    from: at(content.firstMeasuredAt),
    to: at(content.lastMeasuredAt),
  };
}
