import {
  changeRollout,
  getRollout,
  listReleases,
  listRollouts,
  PART_BYTES_MAX,
  publishRelease,
  ROLLOUT_CHANGES,
  ROLLOUT_DEVICES_MAX,
  startRelease,
  startRollout,
  uploadPart,
} from "@outstation/domain/fleet/firmware";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { audited, memberMutation, memberQuery, noAudit, router } from "../procedures";

const Id = z.object({ id: z.uuid() });

export const firmwareRouter = router({
  releases: memberQuery("devices.read").query(({ ctx: { desk, tenantId } }) => listReleases(desk.db, tenantId)),

  startRelease: memberMutation("firmware.write", audited("release.started"))
    .input(
      z.object({
        product: z.string().max(100),
        version: z.string().max(40),
        minimumVersion: z.string().max(40),
        notes: z.string().max(4000),
      }),
    )
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      startRelease(desk.db, tenantId, act, { ...input, now: desk.clock.now() }),
    ),

  /** The next part of a release's file, base64. */
  uploadPart: memberMutation("firmware.write", noAudit("a draft's file; its publishing is audited"))
    .input(
      Id.extend({
        index: z.number().int().min(0),
        bytes: z.base64().max(Math.ceil(PART_BYTES_MAX / 3) * 4),
      }),
    )
    .mutation(({ ctx: { desk, member }, input }) =>
      uploadPart(desk, member.tenant, { ...input, bytes: Buffer.from(input.bytes, "base64") }),
    ),

  publishRelease: memberMutation("firmware.write", audited("release.published"))
    .input(
      Id.extend({
        size: z.number().int().positive(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .mutation(({ ctx: { desk, member, act }, input }) =>
      publishRelease(desk, member.tenant, act, { ...input, now: desk.clock.now() }),
    ),

  rollouts: memberQuery("devices.read").query(({ ctx: { desk, tenantId } }) => listRollouts(desk.db, tenantId)),

  rollout: memberQuery("devices.read")
    .input(Id)
    .query(({ ctx: { desk, tenantId }, input }) => getRollout(desk.db, tenantId, input.id)),

  startRollout: memberMutation("firmware.write", audited("rollout.started"))
    .input(
      z.object({
        releaseId: z.uuid(),
        name: z.string().max(200),
        deviceKeys: z.array(DeviceKey).max(ROLLOUT_DEVICES_MAX + 1),
        wavePercents: z.array(z.number()).min(1).max(50),
        successPercent: z.number(),
        abortPercent: z.number(),
      }),
    )
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      startRollout(desk.db, tenantId, act, { ...input, now: desk.clock.now() }),
    ),

  changeRollout: memberMutation("firmware.write", audited("rollout.changed"))
    .input(Id.extend({ change: z.enum(ROLLOUT_CHANGES) }))
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      changeRollout(desk.db, tenantId, act, { ...input, now: desk.clock.now() }),
    ),
});
