import {
  cancelCommand,
  listCommands,
  SITE_COMMANDS,
  sendCommand,
  setSiteCommands,
} from "@outstation/domain/fleet/commands";
import { z } from "zod";
import { DeviceKey } from "../inputs";
import { audited, memberMutation, memberQuery, router } from "../procedures";

const Args = z.record(z.string().min(1).max(64), z.json());

export const commandsRouter = router({
  list: memberQuery("devices.read")
    .input(z.object({ deviceKey: DeviceKey }))
    .query(({ ctx: { desk, tenantId }, input }) => listCommands(desk.db, tenantId, input.deviceKey)),

  send: memberMutation("commands.send", audited("command.sent"))
    .input(
      z.object({
        deviceKey: DeviceKey,
        type: z.string().min(1).max(100),
        args: Args,
        /** For how long it may still be begun, from now. */
        expiresInMs: z.number().int(),
      }),
    )
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      sendCommand(desk.db, tenantId, act, { ...input, now: desk.clock.now() }),
    ),

  cancel: memberMutation("commands.send", audited("command.cancelled"))
    .input(z.object({ id: z.uuid() }))
    .mutation(({ ctx: { desk, tenantId, act }, input }) =>
      cancelCommand(desk.db, tenantId, act, { id: input.id, now: desk.clock.now() }),
    ),

  setSiteRule: memberMutation("commands.rule", audited("site.commands_changed"))
    .input(z.object({ siteId: z.uuid(), commands: z.enum(SITE_COMMANDS) }))
    .mutation(({ ctx: { desk, tenantId, act }, input }) => setSiteCommands(desk.db, tenantId, act, input)),
});
