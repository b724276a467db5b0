import { parseDownTopic } from "@outstation/contracts/mqtt/topics";
import type { BrokerAccess } from "@outstation/domain/ports";
import type { EmqxClient } from "@outstation/emqx-api-client";
import { sleep } from "@outstation/kit/clock";
import { fault } from "@outstation/kit/fault";
import { keepOut, whoOf } from "./wire-ban";

/** EMQX takes more; this many names are some 60 KB. */
const KICKED_AT_ONCE_MAX = 1000;
/** A session that was ended is listed for a moment still: looked at again every 100 ms, this often. */
const LOOKS_MAX = 50;
const LOOK_EVERY_MS = 100;

/**
 * EMQX, told who may stay. A message past its end, a ban that stands, a session that is gone: each call can be made again.
 * @throws EmqxApiError from every call, which names neither key nor secret.
 */
export const createEmqxAccess = (emqx: EmqxClient): BrokerAccess => ({
  ban: (ban) => keepOut(emqx.banned, ban),
  unban: async (ban) => {
    const { as, who } = whoOf(ban);
    await emqx.banned.delete(as, who);
  },
  // Of all bans only one of a client id ends a session by itself (emqx_banned:on_banned/1).
  kick: async (clientId) => (await emqx.clients.kick(clientId)) === "deleted",
  kickTenant: (slug) => kickTenant(emqx, slug),
  send: async (topic, payload, { correlation, expiryMs } = {}) => {
    // EMQX asks no rule about what comes by this way.
    if (parseDownTopic(topic) === null) return false;
    const { outcome } = await emqx.publishing.publish({
      ...{ topic, qos: 1, retain: false },
      payload: Buffer.from(payload).toString("base64"),
      payload_encoding: "base64",
      properties: {
        ...(correlation === undefined ? {} : { correlation_data: correlation }),
        ...(expiryMs === undefined ? {} : { message_expiry_interval: Math.max(1, Math.ceil(expiryMs / 1000)) }),
      },
    });
    return outcome === "delivered";
  },
});

/** Until none is left: one may have been let in while the ban was on its way. @throws Fault `emqx.sessions_remain` */
async function kickTenant({ clients }: EmqxClient, slug: string): Promise<number> {
  const ended = new Set<string>();
  for (let look = 0; look < LOOKS_MAX; look++) {
    const there = await sessionsOf(clients, slug);
    if (there.length === 0) return ended.size;
    for (const id of there) ended.add(id);
    for (let at = 0; at < there.length; at += KICKED_AT_ONCE_MAX)
      await clients.kickMany(there.slice(at, at + KICKED_AT_ONCE_MAX));
    if (look > 0) await sleep(LOOK_EVERY_MS);
  }
  throw fault("emqx.sessions_remain", "Sessions of the tenant are still there after they were ended.", { slug });
}

/** EMQX finds the name anywhere in the id; ours is the beginning. */
async function sessionsOf(clients: EmqxClient["clients"], slug: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { clientid = "" } of clients.list({ like_clientid: `${slug}.` }))
    if (clientid.startsWith(`${slug}.`)) ids.push(clientid);
  return ids;
}
