import { lookup } from "node:dns";
import { isIP } from "node:net";
import { fault } from "@outstation/kit/fault";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector, fetch, type RequestInit, type Response } from "undici";

export type GuardOptions = {
  /** Origins that are reached although they are not public, such as a test's own `https://127.0.0.1:4433`. */
  readonly allowedOrigins?: readonly string[];
  /** Trusted beside the public authorities, PEM. */
  readonly ca?: string;
};

export type GuardedFetch = (url: string, init?: RequestInit) => Promise<Response>;

const PORTS = new Set(["", "443", "8443"]);
const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 1024 * 1024;

const refused = (url: string, why: string) =>
  fault("outbound.address_refused", `The address ${originOf(url)} is refused: ${why}.`);

/** An address as it may be shown: without a path, a query or a password in it. */
function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "given";
}

/**
 * `fetch` to an address that a customer chose. Only https to public addresses, on 443 or 8443, without redirects. The address
 * that was checked is the one that is dialled: the check sits in the connection's own name resolution.
 * @throws Fault `outbound.address_refused`
 */
export function createGuardedFetch({ allowedOrigins = [], ca }: GuardOptions = {}): GuardedFetch {
  const trust = ca === undefined ? {} : { ca };
  const open = new Agent({ connect: trust });
  const guarded = new Agent({ connect: guardedConnector(trust), headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  return async (address, init) => {
    const url = checkAddress(address, allowedOrigins);
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      dispatcher: allowedOrigins.includes(url.origin) ? open : guarded,
      signal: init?.signal ?? AbortSignal.timeout(TIMEOUT_MS),
    }).catch((reason: unknown) => {
      // undici wraps what the connector said.
      throw (reason as { cause?: unknown }).cause ?? reason;
    });
    if (Number(response.headers.get("content-length") ?? 0) > ANSWER_BYTES_MAX)
      throw refused(address, "its answer is too large");
    return response;
  };
}

function checkAddress(address: string, allowedOrigins: readonly string[]): URL {
  if (!URL.canParse(address)) throw refused(address, "it is no URL");
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") throw refused(address, "it carries a name or a password");
  if (allowedOrigins.includes(url.origin)) return url;
  if (url.protocol !== "https:") throw refused(address, "only https is used");
  if (!PORTS.has(url.port)) throw refused(address, "only the ports 443 and 8443 are used");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublic(host)) throw refused(address, "it is not public");
  return url;
}

/** Unicast, and none of the ranges that lead inside: private, loopback, link-local, CGNAT, mapped, documentation, multicast. */
export const isPublic = (ip: string): boolean => ipaddr.isValid(ip) && ipaddr.process(ip).range() === "unicast";

function guardedConnector(trust: { readonly ca?: string }): buildConnector.connector {
  return buildConnector({
    ...trust,
    timeout: TIMEOUT_MS,
    lookup: (hostname, options, done) => {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, []);
        const inside = addresses.find(({ address }) => !isPublic(address));
        if (inside !== undefined || addresses.length === 0)
          return done(refused(`https://${hostname}`, "it is not public") as unknown as NodeJS.ErrnoException, []);
        return done(null, addresses);
      });
    },
  });
}
