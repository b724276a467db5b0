import { lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { TransformStream } from "node:stream/web";
import { rootCertificates } from "node:tls";
import { fault } from "@outstation/kit/fault";
import ipaddr from "ipaddr.js";
import { Agent, buildConnector, fetch, type RequestInit, Response } from "undici";

export type GuardOptions = {
  /** Origins that are reached although they are not public, such as a test's own `https://127.0.0.1:4433`. */
  readonly allowedOrigins?: readonly string[];
  /** Trusted beside the public authorities, PEM. */
  readonly ca?: string;
  /** For the whole exchange, its body included. */
  readonly timeoutMs?: number;
  /** Of the decoded body. */
  readonly answerBytesMax?: number;
  /** How names become addresses: the system's way, unless a test brings its own. */
  readonly lookup?: typeof systemLookup;
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
 * @throws Fault `outbound.address_refused`, `outbound.answer_too_large` while the body is read
 */
export function createGuardedFetch(options: GuardOptions = {}): GuardedFetch {
  const { allowedOrigins = [], timeoutMs = TIMEOUT_MS, answerBytesMax = ANSWER_BYTES_MAX } = options;
  // `ca` alone would replace the public authorities.
  const trust = options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] };
  const open = new Agent({ connect: trust });
  const guarded = new Agent({ connect: guardedConnector(trust, timeoutMs, options.lookup ?? systemLookup) });
  return async (address, init) => {
    const url = checkAddress(address, allowedOrigins);
    const limit = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      dispatcher: allowedOrigins.includes(url.origin) ? open : guarded,
      signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit,
    }).catch((reason: unknown) => {
      // undici wraps what the connector said.
      throw (reason as { cause?: unknown }).cause ?? reason;
    });
    return withBodyLimit(response, answerBytesMax);
  };
}

/** The same answer, whose body fails when it has given more than it may: a length in a header is a promise of the other side. */
function withBodyLimit(response: Response, bytesMax: number): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      bytes += chunk.byteLength;
      if (bytes > bytesMax)
        controller.error(fault("outbound.answer_too_large", `The answer has more than ${bytesMax} bytes.`));
      else controller.enqueue(chunk);
    },
  });
  const limited = response.body.pipeThrough(counter);
  const { status, statusText, headers } = response;
  return new Response(limited, { status, statusText, headers });
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

function guardedConnector(
  trust: { readonly ca?: string[] },
  timeout: number,
  lookup: typeof systemLookup,
): buildConnector.connector {
  return buildConnector({
    ...trust,
    timeout,
    lookup: (hostname, options, done) => {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error) return done(error, []);
        const [first] = addresses;
        // One private address among public ones is how a name is rebound: none of them is dialled.
        if (first === undefined || addresses.some(({ address }) => !isPublic(address)))
          return done(refused(`https://${hostname}`, "it is not public") as unknown as NodeJS.ErrnoException, []);
        return options.all ? done(null, addresses) : done(null, first.address, first.family);
      });
    },
  });
}
