import { listSites } from "@outstation/domain/fleet/devices";
import { memberQuery, router } from "../procedures";

export const sitesRouter = router({
  list: memberQuery("devices.read").query(({ ctx: { desk, tenantId } }) =>
    listSites(desk.db, tenantId, desk.clock.now()),
  ),
});
