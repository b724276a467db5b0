import { listSites } from "@outstation/domain/fleet/devices";
import {
  AREA_KINDS,
  changeSite,
  createArea,
  createSite,
  deleteArea,
  deleteSite,
  listAreas,
  renameArea,
} from "@outstation/domain/fleet/sites";
import { z } from "zod";
import { Name } from "../inputs";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Id = z.uuid();
const Path = z.string().min(1).max(400);
const SiteForm = z.object({
  name: Name,
  timeZone: z.string().max(64),
  latitude: z.number().nullable(),
  longitude: z.number().nullable(),
});

export const sitesRouter = router({
  list: memberQuery("devices.read").query(({ ctx: { desk, tenantId } }) => listSites(desk, tenantId, desk.clock.now())),

  create: memberMutation("sites.write", audited("site.created"))
    .input(SiteForm)
    .mutation(({ ctx: { desk, act, tenantId }, input }) => createSite(desk.db, tenantId, act, input)),

  change: memberMutation("sites.write", audited("site.changed"))
    .input(SiteForm.extend({ id: Id }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => changeSite(desk.db, tenantId, act, input)),

  delete: memberMutation("sites.write", audited("site.deleted"))
    .input(z.object({ id: Id }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => deleteSite(desk.db, tenantId, act, input.id)),

  areas: memberQuery("devices.read")
    .input(z.object({ siteId: Id }))
    .query(({ ctx: { desk, tenantId }, input }) => listAreas(desk.db, tenantId, input.siteId)),

  createArea: memberMutation("sites.write", audited("area.created"))
    .input(z.object({ siteId: Id, path: Path, kind: z.enum(AREA_KINDS) }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => createArea(desk.db, tenantId, act, input)),

  renameArea: memberMutation("sites.write", audited("area.changed"))
    .input(z.object({ siteId: Id, path: Path, name: Name }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => renameArea(desk.db, tenantId, act, input)),

  deleteArea: memberMutation("sites.write", audited("area.deleted"))
    .input(z.object({ siteId: Id, path: Path }))
    .mutation(({ ctx: { desk, act, tenantId }, input }) => deleteArea(desk.db, tenantId, act, input)),
});
