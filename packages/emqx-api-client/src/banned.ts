import type { components } from "../generated/rest-v5";
import { isEmqxError } from "./error";
import { PAGE_ITEMS, pages } from "./paging";
import type { Call } from "./transport";
import type { Ban, BanKind, BanRequest, CallOptions } from "./types";

type WireBan = components["schemas"]["emqx_mgmt_api_banned.ban"];

/**
 * Who is kept out, looked at in each CONNECT. Only a ban of a client id ends a live session; after any other the session
 * must be kicked. EMQX means these for few: bound them in time.
 */
export function banned(call: Call) {
  const list = ({ signal }: CallOptions = {}) => pagesOf(call, {}, signal);

  const find = async (as: BanKind, who: string, { signal }: CallOptions = {}): Promise<Ban | null> => {
    // Patterns and networks have no exact filter.
    const query = as === "clientid" || as === "username" || as === "peerhost" ? { [as]: who } : {};
    for await (const ban of pagesOf(call, query, signal)) if (ban.as === as && ban.who === who) return ban;
    return null;
  };

  const create = async (ban: BanRequest, { signal }: CallOptions = {}): Promise<boolean> => {
    try {
      await call("post", "/banned", { body: toWire(ban), accept: [200], repeatable: true, signal });
      return true;
    } catch (error) {
      if (isEmqxError(error, "ALREADY_EXISTS")) return false;
      throw error;
    }
  };

  const remove = async (as: BanKind, who: string, { signal }: CallOptions = {}): Promise<boolean> => {
    const { status } = await call("delete", "/banned/{as}/{who}", { path: { as, who }, accept: [204, 404], signal });
    return status === 204;
  };

  return {
    list,
    find,
    /**
     * Adds a ban. EMQX answers 400 `ALREADY_EXISTS` to one that stands, and does not change it.
     * @returns false where one stood already, as it was. @throws EmqxApiError `BAD_REQUEST` for an end that has passed.
     */
    create,
    /**
     * Makes sure that a ban stands at least until its end. One that ends sooner is deleted and made anew, as EMQX knows no
     * change: in the moment between the two nobody is kept out, so kick afterwards.
     */
    put: async (ban: BanRequest, options: CallOptions = {}): Promise<void> => {
      if (await create(ban, options)) return;
      const standing = await find(ban.as, ban.who, options);
      if (standing !== null && !endsBefore(standing, ban)) return;
      await remove(ban.as, ban.who, options);
      await create(ban, options);
    },
    /** @returns whether there was one. */
    delete: remove,
  };
}

const seconds = (date: Date): number => Math.ceil(date.getTime() / 1000);

/** EMQX keeps whole seconds. */
function endsBefore(standing: Ban, wanted: BanRequest): boolean {
  if (standing.until === null) return false;
  return wanted.until === undefined || seconds(standing.until) < seconds(wanted.until);
}

function toWire({ until, ...ban }: BanRequest): WireBan {
  return until === undefined ? ban : { ...ban, until: seconds(until) };
}

function fromWire({ as, who, by = "", reason = "", until }: WireBan): Ban {
  const ends =
    until === undefined || until === "infinity"
      ? null
      : typeof until === "number"
        ? new Date(until * 1000)
        : new Date(until);
  return { as, who, by, reason, until: ends };
}

async function* pagesOf(call: Call, filter: object, signal: AbortSignal | undefined): AsyncGenerator<Ban, void, void> {
  const load = async (page: number) =>
    (await call("get", "/banned", { query: { ...filter, page, limit: PAGE_ITEMS }, accept: [200], signal })).body;
  for await (const ban of pages("/banned", load)) yield fromWire(ban);
}
