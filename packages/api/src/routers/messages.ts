import { liveMessages, recentMessages } from "@outstation/domain/signals/messages";
import { tracked } from "@trpc/server";
import { z } from "zod";
import { DeviceKey, LastMessageId, messageEventId, resumeMessagesFrom } from "../inputs";
import { memberQuery, router } from "../procedures";

export const messagesRouter = router({
  recent: memberQuery("messages.read")
    .input(z.object({ deviceKey: DeviceKey, limit: z.number().int().min(1).max(200) }))
    .query(({ ctx: { desk, tenantId, tenant }, input }) =>
      recentMessages(desk, { tenantId, tenant, deviceKey: input.deviceKey }, input.limit),
    ),

  live: memberQuery("messages.read")
    .input(z.object({ deviceKey: DeviceKey, lastEventId: LastMessageId }))
    .subscription(async function* ({ ctx: { desk, tenantId, tenant }, input, signal }) {
      const selection = { tenantId, tenant, deviceKey: input.deviceKey };
      const stop = signal ?? new AbortController().signal;
      const from = resumeMessagesFrom(input.lastEventId);
      for await (const { message, cursor } of liveMessages(desk, selection, from, stop))
        yield tracked(messageEventId(cursor), message);
    }),
});
