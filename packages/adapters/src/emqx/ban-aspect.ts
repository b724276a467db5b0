import type { Ban } from "@outstation/domain/ports";
import type { EmqxClient } from "@outstation/emqx-api-client";
import type { Aspect, Finding } from "./aspects";
import { createEmqxAccess } from "./broker-access";
import { endOf, hasPassed, OURS, toWire, type WireBan, whoOf } from "./wire-ban";

const nameOf = ({ as, who }: Pick<WireBan, "as" | "who">): string => `banned.${as}.${who}`;

/** Who is kept out of the broker that should be, and who is by us that should not. */
export const bans: Aspect = async (emqx, desired) => {
  const standing = new Map<string, WireBan>();
  for await (const ban of emqx.banned.list()) standing.set(nameOf(ban), ban);
  // Asked after the broker was: a ban set in between is on the register by then, and is not taken for one too many.
  const wanted = (await desired.bans()).filter((ban) => !hasPassed(ban));
  const missing = wanted.filter((ban) => {
    const there = standing.get(nameOf(whoOf(ban)));
    return there === undefined || endOf(there) < endOf(toWire(ban));
  });
  const names = new Set(wanted.map((ban) => nameOf(whoOf(ban))));
  const surplus = [...standing.values()].filter((ban) => ban.by === OURS && !names.has(nameOf(ban)));
  return [...missing.map((ban) => absent(emqx, ban)), ...surplus.map((ban) => present(emqx, ban))];
};

const absent = (emqx: EmqxClient, ban: Ban): Finding => ({
  ...{ what: nameOf(whoOf(ban)), is: "absent, or ends too early", should: ban.reason },
  correct: async () => {
    const access = createEmqxAccess(emqx);
    await access.ban(ban);
    if (ban.as === "tenant") await access.kickTenant(ban.slug);
    if (ban.as === "device") await access.kick(ban.clientId);
    if (ban.as === "certificate") await kickByCertificate(emqx, ban.fingerprintMd5);
  },
});

const present = (emqx: EmqxClient, ban: WireBan): Finding => ({
  ...{ what: nameOf(ban), is: ban.reason ?? "banned", should: "absent" },
  correct: () => emqx.banned.delete(ban.as, ban.who),
});

/** Whoever came with this certificate is known by its fingerprint: that is the session's user name. */
async function kickByCertificate({ clients }: EmqxClient, fingerprintMd5: string): Promise<void> {
  const ids: string[] = [];
  for await (const { clientid } of clients.list({ username: [fingerprintMd5] })) if (clientid) ids.push(clientid);
  for (const id of ids) await clients.kick(id);
}
