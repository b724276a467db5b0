import { getDevice, listDevices } from "@outstation/domain/fleet/devices";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { memberQuery, router } from "../procedures";

export const devicesRouter = router({
  list: memberQuery("devices.read").query(({ ctx: { desk, tenantId } }) =>
    listDevices(desk.db, tenantId, desk.clock.now()),
  ),
  get: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => getDevice(desk.db, tenantId, input.key, desk.clock.now())),
});
