import { request } from "node:https";
import { connect as connectTls } from "node:tls";
import { hostOf, openTcp, type SiteProxy } from "../uplink/proxy";

const TIMEOUT_MS = 15_000;
/** An answer to an enrolment holds the edge package, twice. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/** PEM: whom this connection trusts and, where the door asks for it, who we are; and the proxy that it goes through, if any. */
export type TlsIdentity = {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  readonly proxy?: SiteProxy | undefined;
};
export type Answered = { readonly status: number; readonly text: string };

/**
 * One POST over TLS, on a connection of its own.
 * @throws Error when there was no whole answer within 15 s
 */
export async function postJson(url: URL, { proxy, ...tls }: TlsIdentity, body: unknown): Promise<Answered> {
  const json = JSON.stringify(body);
  const host = hostOf(url);
  const minVersion = "TLSv1.2" as const;
  const tunnel = proxy && (await openTcp({ host, port: Number(url.port || 443) }, proxy));
  // An agent, even none, would make connections of its own.
  const through = tunnel
    ? { createConnection: () => connectTls({ ...tls, host, socket: tunnel, minVersion }) }
    : { agent: false as const };
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(json) };
    const options = {
      ...tls,
      method: "POST",
      headers,
      timeout: TIMEOUT_MS,
      minVersion,
      ...through,
    };
    const asking = request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
        if (text.length > ANSWER_BYTES_MAX) asking.destroy(new Error("the answer is too large"));
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asking.on("timeout", () =>
      asking.destroy(Object.assign(new Error(`no answer within ${TIMEOUT_MS / 1000} s`), { code: "ETIMEDOUT" })),
    );
    asking.on("error", reject);
    asking.end(json);
  });
}

/** 4xx that asking again with the same words does not change. */
export const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

/** Code and sentence of an RFC 9457 problem, or what can be made out otherwise. */
export function problemOf(text: string): { readonly code: string; readonly said: string } {
  try {
    const { code, detail, title } = JSON.parse(text) as { code?: unknown; detail?: unknown; title?: unknown };
    return { code: String(code ?? ""), said: String(detail ?? title ?? "no reason was given.") };
  } catch {
    return { code: "", said: text.slice(0, 200) || "no reason was given." };
  }
}
