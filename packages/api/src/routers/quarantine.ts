import { PAYLOAD_BYTES_MAX } from "@outstation/contracts/mqtt/telemetry";
import {
  browseQuarantine,
  correctQuarantined,
  discardQuarantined,
  getQuarantined,
  QUARANTINE_STATES,
  replayQuarantined,
  tryCorrection,
} from "@outstation/domain/signals/quarantine";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { audited, memberMutation, memberQuery, noAudit, router } from "../procedures";

const MessageId = z.string().min(1).max(80);
const Filter = z.object({
  deviceKey: DeviceKey.nullable(),
  code: z.string().max(100).nullable(),
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
  state: z.enum(QUARANTINE_STATES).nullable(),
});
/** Some by name, or all that a filter shows. */
const Selection = z.union([z.object({ ids: z.array(MessageId).min(1).max(500) }), z.object({ filter: Filter })]);
const Correction = z.object({ id: MessageId, text: z.string().max(PAYLOAD_BYTES_MAX) });

export const quarantineRouter = router({
  list: memberQuery("messages.read")
    .input(Filter.extend({ cursor: z.string().max(120).nullish(), limit: z.number().int().min(1).max(200) }))
    .query(({ ctx: { desk, tenantId }, input: { cursor, limit, ...filter } }) =>
      browseQuarantine(desk.db, tenantId, filter, { cursor: cursor ?? null, limit }),
    ),

  get: memberQuery("messages.read")
    .input(z.object({ id: MessageId }))
    .query(({ ctx: { desk, tenantId }, input }) => getQuarantined(desk.db, tenantId, input.id)),

  /** What the pipeline would say of a message if its payload were this. */
  tryCorrection: memberMutation("quarantine.write", noAudit("a dry run changes nothing"))
    .input(Correction)
    .mutation(({ ctx: { desk, tenantId }, input }) => tryCorrection(desk.db, tenantId, input)),

  correct: memberMutation("quarantine.write", audited("quarantine.corrected"))
    .input(Correction)
    .mutation(({ ctx: { desk, act, tenantId }, input }) =>
      correctQuarantined(desk.db, tenantId, act, input, desk.clock.now()),
    ),

  replay: memberMutation("quarantine.write", audited("quarantine.replayed"))
    .input(Selection)
    .mutation(({ ctx: { desk, act, tenantId }, input }) =>
      replayQuarantined(desk.db, tenantId, act, input, desk.clock.now()),
    ),

  delete: memberMutation("quarantine.write", audited("quarantine.deleted"))
    .input(Selection)
    .mutation(({ ctx: { desk, act, tenantId }, input }) => discardQuarantined(desk.db, tenantId, act, input)),
});
