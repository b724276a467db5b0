import {
  cancelExport,
  EXPORT_FORMATS,
  EXPORT_LIMITS,
  estimateExport,
  linkExport,
  listExports,
  liveExports,
  requestExport,
} from "@outstation/domain/signals/exports";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const ExportInput = z.object({
  format: z.enum(EXPORT_FORMATS),
  /** More than the domain takes, so that its limit names itself. */
  devices: z
    .array(z.object({ key: DeviceKey, points: z.array(z.string().min(1).max(128)).min(1).max(500).nullable() }))
    .max(EXPORT_LIMITS.devices + 500),
  from: z.number().int(),
  to: z.number().int(),
});
const ExportId = z.object({ id: z.uuid() });

export const exportsRouter = router({
  list: memberQuery("telemetry.export").query(({ ctx: { desk, tenantId } }) => listExports(desk.db, tenantId)),

  /** About how many readings it would have, and how many it may have. */
  estimate: memberQuery("telemetry.export")
    .input(ExportInput)
    .query(async ({ ctx: { desk, tenantId }, input }) => ({
      rows: await estimateExport(desk.db, tenantId, { ...input, now: desk.clock.now() }),
      rowsMax: EXPORT_LIMITS.rows,
    })),

  create: memberMutation("telemetry.export", audited("export.created"))
    .input(ExportInput)
    .mutation(async ({ ctx: { desk, tenantId, act }, input }) => ({
      id: await requestExport(desk.db, tenantId, act, { ...input, now: desk.clock.now() }),
    })),

  cancel: memberMutation("telemetry.export", audited("export.cancelled"))
    .input(ExportId)
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      cancelExport(desk.db, tenantId, act, { id: input.id, now: desk.clock.now() }),
    ),

  /** A link to the file, which works for an hour, for whoever has it. */
  link: memberMutation("telemetry.export", audited("export.downloaded"))
    .input(ExportId)
    .mutation(async ({ ctx: { desk, tenantId, act }, input }) => {
      const deps = { db: desk.db, secrets: desk.secrets, now: desk.clock.now() };
      const { token, until } = await linkExport(deps, tenantId, act, input.id);
      return { url: `${desk.webUrl}/api/exports/${token}`, until };
    }),

  /** The tenant's exports, now and after every change of one. */
  live: memberQuery("telemetry.export").subscription(({ ctx: { desk, tenantId }, signal }) =>
    liveExports(desk.db, desk.exportFeed, tenantId, signal ?? new AbortController().signal),
  ),
});
