import { liveReadings, readSeries } from "@outstation/domain/signals/telemetry";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { DeviceKey, LastEventId, resumeFrom } from "../inputs";
import { memberQuery, router } from "../procedures";
import { retentionProcedures } from "./retention";

const SeriesInput = z.object({
  /** More than the domain answers at once, so that its limit names itself. */
  points: z
    .array(z.object({ deviceKey: DeviceKey, point: z.string().min(1).max(128) }))
    .min(1)
    .max(500),
  from: z.number().int(),
  to: z.number().int(),
  buckets: z.number().int().min(1).max(2000),
  method: z.enum(["min-max", "lttb"]).optional(),
});

export const telemetryRouter = router({
  series: memberQuery("telemetry.read")
    .input(SeriesInput)
    .query(({ ctx: { desk, tenantId }, input }) => readSeries(desk, tenantId, input, desk.clock.now())),

  ...retentionProcedures,

  live: memberQuery("telemetry.read")
    .input(z.object({ deviceKey: DeviceKey, lastEventId: LastEventId }))
    .subscription(async function* ({ ctx: { desk, tenantId, tenant }, input, signal }) {
      const fromOffset = resumeFrom(input.lastEventId);
      const device = { tenantId, tenant, key: input.deviceKey, fromOffset };
      for await (const { nextOffset, ...event } of liveReadings(desk, device, signal ?? new AbortController().signal))
        yield tracked(String(nextOffset), event);
    }),
});
