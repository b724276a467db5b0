import { isIP } from "node:net";
import type { Ban } from "../../areas/banned";
import { badRequest, type Handlers, noContent, ok, page, refuse } from "../answer";
import { endSession, liveBans, type StoredBan } from "../broker";

const exact = ["clientid", "username", "peerhost"];
const fuzzy = ["like_clientid", "like_username", "like_peerhost", "like_peerhost_net"];

const rfc3339 = (second: number): string => new Date(second * 1_000).toISOString().replace(".000Z", "+00:00");
const second = (time: number | string): number =>
  typeof time === "number" ? time : Math.floor(Date.parse(time) / 1_000);

/** Times come back as RFC 3339, whatever they were given as (emqx_banned.erl, format/1). */
const shown = ({ at, until, ...ban }: StoredBan): Ban => ({
  ...ban,
  at: rfc3339(at),
  until: until === "infinity" ? until : rfc3339(until),
});

function isWellFormed({ as, who }: Ban): boolean {
  if (as === "peerhost") return isIP(who) !== 0;
  if (as === "peerhost_net") return /^[\d.]+\/\d+$/.test(who);
  if (as !== "clientid_re" && as !== "username_re") return true;
  try {
    return new RegExp(who) instanceof RegExp;
  } catch {
    return false;
  }
}

export const bannedHandlers: Handlers = {
  // An existing ban is 400 and stays; the message is the old ban as JSON. Only a ban by client id ends a live session.
  "POST /banned": (broker, { body }) => {
    const ban = body as Ban;
    if (!isWellFormed(ban)) return badRequest(`invalid ${ban.as}`);
    const now = Math.floor(Date.now() / 1_000);
    const until = ban.until === undefined || ban.until === "infinity" ? "infinity" : second(ban.until);
    const old = liveBans(broker, Date.now()).find(({ as, who }) => as === ban.as && who === ban.who);
    if (old) return refuse(400, "ALREADY_EXISTS", JSON.stringify(shown(old)));
    const { as, who, by = "mgmt_api", reason = "", at = now } = ban;
    const stored: StoredBan = { as, who, by, reason, at: second(at), until };
    broker.bans.push(stored);
    if (as === "clientid") endSession(broker, who, "banned");
    return ok(shown(stored));
  },

  "GET /banned": (broker, { query }) => {
    const filters = [...exact, ...fuzzy].filter((name) => query[name] !== undefined);
    const [filter] = filters;
    if (filters.length > 1) return badRequest("too_many_filters");
    const kind = filter?.replace("like_", "");
    const wanted = String(filter === undefined ? "" : query[filter]);
    const bans = liveBans(broker, Date.now()).filter(({ as, who }) => {
      if (filter === undefined) return true;
      if (!filter.startsWith("like_")) return as === kind && who === wanted;
      return as.replace("_re", "") === kind && new RegExp(wanted).test(who);
    });
    return ok(page(bans.map(shown), query, filter?.startsWith("like_")));
  },

  "DELETE /banned": (broker) => {
    broker.bans = [];
    return noContent;
  },

  "DELETE /banned/{as}/{who}": (broker, { path }) => {
    const kept = liveBans(broker, Date.now()).filter(({ as, who }) => as !== path.as || who !== path.who);
    if (kept.length === broker.bans.length) return refuse(404, "NOT_FOUND", `${path.as}: ${path.who} not found`);
    broker.bans = [...kept];
    return noContent;
  },
};
