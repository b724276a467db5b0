import { readAsOf, readDeviceUsage, readHourVersions, readUsage } from "@outstation/domain/revenue/metering";
import { z } from "zod";
import { memberQuery, router } from "../procedures";

/** Unix milliseconds, `to` exclusive. */
const Range = z.object({ from: z.number().int(), to: z.number().int() });

/** What the meter has counted: messages, bytes and the devices that sent. */
export const usageRouter = router({
  periods: memberQuery("usage.read")
    .input(Range.extend({ unit: z.enum(["hour", "day", "month"]), deviceId: z.uuid().nullable() }))
    .query(({ ctx: { desk, tenantId }, input }) => readUsage(desk.db, tenantId, input)),

  devices: memberQuery("usage.read")
    .input(Range)
    .query(({ ctx: { desk, tenantId }, input }) => readDeviceUsage(desk.db, tenantId, input)),

  /** Every version of the hours of a range: which of them an invoice billed, and what came after. */
  versions: memberQuery("billing.read")
    .input(Range)
    .query(({ ctx: { desk, tenantId }, input }) => readHourVersions(desk.db, tenantId, input)),

  /** How far the meter has come. */
  asOf: memberQuery("usage.read").query(({ ctx: { desk, tenantId } }) => readAsOf(desk.db, tenantId)),
});
