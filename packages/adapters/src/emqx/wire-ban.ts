import type { Ban } from "@outstation/domain/ports";
import type { EmqxClient } from "@outstation/emqx-api-client";

type Banned = EmqxClient["banned"];
export type WireBan = Parameters<Banned["create"]>[0];

/** By whom the bans are that we set: another's are never touched. */
export const OURS = "outstation";

/** Whom a ban names, as EMQX has it: a certificate is a user name, as `peer_cert_as_username` is `md5`. */
export function whoOf(ban: Ban): Pick<WireBan, "as" | "who"> {
  if (ban.as === "certificate") return { as: "username", who: ban.fingerprintMd5 };
  if (ban.as === "device") return { as: "clientid", who: ban.clientId };
  // Tried at every connect of anyone, so there is one for each suspended tenant and no more. A slug holds nothing that means
  // something in a pattern.
  return { as: "clientid_re", who: `^${ban.slug}\\.` };
}

const secondsOf = (date: Date): number => Math.ceil(date.getTime() / 1000);

/** EMQX counts in whole seconds; without an end a ban lasts for ever. */
export const toWire = (ban: Ban): WireBan => ({
  ...whoOf(ban),
  by: OURS,
  reason: ban.reason,
  ...(ban.as === "tenant" ? {} : { until: secondsOf(ban.until) }),
});

/** Milliseconds of a ban's end; infinite where it has none. */
export function endOf({ until }: Pick<WireBan, "until">): number {
  if (until === undefined || until === "infinity") return Number.POSITIVE_INFINITY;
  return typeof until === "number" ? until * 1000 : Date.parse(until);
}

/** A ban whose end has passed keeps nobody out, and EMQX refuses it. */
export const hasPassed = (ban: Ban): boolean => ban.as !== "tenant" && ban.until.getTime() <= Date.now();

/**
 * Makes sure that a ban stands until its end at least. One that stands so long already is left alone, so that repeating a job
 * lifts it for no moment; one that ends sooner is made anew.
 */
export async function keepOut(banned: Banned, ban: Ban): Promise<void> {
  if (hasPassed(ban)) return;
  const wanted = toWire(ban);
  // Of a lost answer the ban may be the fruit: asked again, it is there already, and as wanted.
  if ((await banned.create(wanted, { repeatable: true })) === "created") return;
  const standing = await findBan(banned, wanted);
  if (standing === undefined || endOf(standing) < endOf(wanted)) await banned.replace(wanted);
}

/** Only names have an exact filter; patterns are few. */
async function findBan(banned: Banned, { as, who }: WireBan): Promise<WireBan | undefined> {
  const filter = as === "username" ? { username: who } : as === "clientid" ? { clientid: who } : { like_clientid: "" };
  for await (const ban of banned.list(filter)) if (ban.as === as && ban.who === who) return ban;
  return undefined;
}
