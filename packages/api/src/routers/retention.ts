import { getRetention, HOT_DAYS_LEAST, HOT_DAYS_MOST, setRetention } from "@outstation/domain/signals/cold-tier";
import { z } from "zod";
import { audited, memberMutation, memberQuery } from "../procedures";

/** For how long readings stay in the database before they move to the object store. Part of `telemetry`. */
export const retentionProcedures = {
  retention: memberQuery("telemetry.read").query(({ ctx: { desk, tenantId } }) => getRetention(desk.db, tenantId)),

  setRetention: memberMutation("retention.write", audited("telemetry.retention_changed"))
    .input(z.object({ hotDays: z.number().int().min(HOT_DAYS_LEAST).max(HOT_DAYS_MOST) }))
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      setRetention(desk.db, tenantId, act, { hotDays: input.hotDays, now: desk.clock.now() }),
    ),
};
