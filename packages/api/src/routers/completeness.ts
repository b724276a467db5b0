import { viewDeviceCompleteness, viewTenantCompleteness } from "@outstation/domain/signals/completeness";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { memberQuery, router } from "../procedures";

/** Unix milliseconds, `to` exclusive; counted in whole hours. */
const Period = z.object({ from: z.number().int(), to: z.number().int() });

export const completenessRouter = router({
  device: memberQuery("telemetry.read")
    .input(Period.extend({ deviceKey: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => viewDeviceCompleteness(desk.db, tenantId, input, desk.clock.now())),

  tenant: memberQuery("telemetry.read")
    .input(Period)
    .query(({ ctx: { desk, tenantId }, input }) => viewTenantCompleteness(desk.db, tenantId, input)),
});
