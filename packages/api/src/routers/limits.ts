import { viewDeviceHits, viewLimits } from "@outstation/domain/tenancy/limits";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { memberQuery, router } from "../procedures";

/** What the tenant may ask of the platform. Operators change it. */
export const limitsRouter = router({
  view: memberQuery("tenant.read").query(({ ctx: { desk, tenantId } }) =>
    viewLimits(desk.db, tenantId, desk.clock.now()),
  ),

  /** Which limits this device, or its tenant, met within the last hour. */
  ofDevice: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => viewDeviceHits(desk.db, tenantId, input.key, desk.clock.now())),
});
