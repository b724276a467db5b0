import type { Database } from "@outstation/db/database";
import { saveLatest } from "@outstation/db/series/latest";
import { readLatest } from "@outstation/db/series/read-latest";
import type { LatestValues } from "../../ports";

/** Last values in Postgres: always the truth, committed with the readings they are of (docs/decisions/0015). */
export const createPgLatest = (db: Database): LatestValues => ({
  save: saveLatest,
  list: (tenantId, deviceId) => readLatest(db, tenantId, deviceId),
});
