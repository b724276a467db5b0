import { claimDevice } from "@outstation/domain/fleet/certificates";
import {
  changeDevice,
  createDevice,
  getDevice,
  IMPORT_BYTES_MAX,
  importDevices,
  listDevices,
  retireDevices,
  setDesired,
} from "@outstation/domain/fleet/devices";
import { getProgress } from "@outstation/domain/fleet/onboarding";
import { z } from "zod";
import { DeviceKey, Name } from "../inputs";
import { audited, memberMutation, memberQuery, noAudit, router } from "../procedures";

/** What is wrong in it is said field by field by the register, not here. */
const DeviceForm = z.object({
  key: z.string().max(100),
  name: z.string().max(200),
  type: z.string().max(100),
  site: Name.nullable(),
  area: z.string().max(400).nullable(),
  gatewayKey: z.string().max(100).nullable(),
  tags: z.array(z.string().max(100)).max(100),
});
const Csv = z.object({ csv: z.string().max(IMPORT_BYTES_MAX + 1) });

export const devicesRouter = router({
  list: memberQuery("devices.read").query(({ ctx: { desk, tenantId } }) =>
    listDevices(desk, tenantId, desk.clock.now()),
  ),

  get: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => getDevice(desk, tenantId, input.key, desk.clock.now())),

  create: memberMutation("devices.write", audited("device.created"))
    .input(DeviceForm.extend({ isGateway: z.boolean() }))
    .mutation(({ ctx: { desk, act, member }, input }) => createDevice(desk.db, member.tenant, act, input)),

  change: memberMutation("devices.write", audited("device.changed"))
    .input(DeviceForm)
    .mutation(({ ctx: { desk, act, tenantId }, input }) => changeDevice(desk.db, tenantId, act, input)),

  setDesired: memberMutation("devices.write", audited("device.attributes_changed"))
    .input(z.object({ key: DeviceKey, attributes: z.record(z.string().max(64), z.json()) }))
    .mutation(({ ctx: { desk, act, member }, input }) => setDesired(desk.db, member.tenant, act, input)),

  retire: memberMutation("devices.retire", audited("device.retired"))
    .input(z.object({ keys: z.array(DeviceKey).min(1).max(500) }))
    .mutation(({ ctx: { desk, act, member }, input }) =>
      retireDevices(desk.db, member.tenant, act, input.keys, desk.clock.now()),
    ),

  /** What an import would do, row by row. */
  checkImport: memberMutation("devices.write", noAudit("a dry run changes nothing"))
    .input(Csv)
    .mutation(({ ctx: { desk, tenantId }, input }) => importDevices(desk.db, tenantId, null, input.csv)),

  import: memberMutation("devices.write", audited("devices.imported"))
    .input(Csv)
    .mutation(({ ctx: { desk, act, tenantId }, input }) => importDevices(desk.db, tenantId, act, input.csv)),

  /** A claim with which the device enrols, once, within 24 hours. Shown this once. */
  claim: memberMutation("claims.create", audited("claim.created"))
    .input(z.object({ key: DeviceKey }))
    .mutation(async ({ ctx: { desk, act, member, tenantId }, input }) => {
      const wanted = { tenantSlug: member.tenant.slug, deviceKey: input.key, now: desk.clock.now() };
      const claim = await claimDevice(desk.db, tenantId, act, wanted);
      return { ...(await desk.enrolment()), ...claim };
    }),

  /** How far the device has come since its newest claim; null without one. */
  progress: memberQuery("devices.read")
    .input(z.object({ key: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => getProgress(desk, tenantId, input.key, desk.clock.now())),
});
