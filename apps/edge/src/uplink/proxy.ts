import { connect, type Socket } from "node:net";
import { fault } from "@outstation/kit/fault";

/** The site's HTTP proxy, where that is the only way out. Credentials are Basic ones (RFC 7617). */
export type SiteProxy = { readonly host: string; readonly port: number; readonly authorization?: string };

/** The answer's header is the proxy's; a longer one is no proxy's. */
const ANSWER_BYTES_MAX = 16_384;
const TIMEOUT_MS = 10_000;

/**
 * @param address such as `http://user:password@10.0.0.1:3128`; empty: no proxy
 * @throws Fault `proxy.bad_address`, which does not repeat the password
 */
export function parseProxy(address: string): SiteProxy | undefined {
  if (address === "") return undefined;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || url.protocol !== "http:" || url.hostname === "" || url.pathname !== "/")
    throw fault("proxy.bad_address", "The proxy's address must be like http://proxy.example:3128.");
  const port = url.port === "" ? 80 : Number(url.port);
  const host = hostOf(url);
  if (url.username === "") return { host, port };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { host, port, authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** A URL's host as a socket wants it: IPv6 without its brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, "$1");

/**
 * A TCP connection to the target, through the proxy where there is one (CONNECT, RFC 9110, 9.3.6). What then goes through is
 * TLS with the target itself: the proxy sees neither certificate keys nor readings, and cannot stand in for the platform.
 * @throws Error with the code of what failed; its message names the proxy where that was it
 */
export async function openTcp(
  target: { readonly host: string; readonly port: number },
  proxy: SiteProxy | undefined,
  signal?: AbortSignal,
): Promise<Socket> {
  const socket = connect({ ...(proxy ?? target), noDelay: true, ...(signal ? { signal } : {}) });
  socket.setTimeout(TIMEOUT_MS, () =>
    socket.destroy(Object.assign(new Error(`no answer of ${(proxy ?? target).host}`), { code: "ETIMEDOUT" })),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    if (proxy !== undefined) await openTunnel(socket, target, proxy);
  } catch (cause) {
    socket.destroy();
    if (proxy === undefined) throw cause;
    const { code, message } = cause as { code?: string; message: string };
    throw Object.assign(new Error(`the proxy ${proxy.host}:${proxy.port}: ${message || code}`, { cause }), { code });
  }
  socket.setTimeout(0);
  return socket;
}

function openTunnel(
  socket: Socket,
  target: { readonly host: string; readonly port: number },
  { authorization }: SiteProxy,
): Promise<void> {
  const authority = `${target.host.includes(":") ? `[${target.host}]` : target.host}:${target.port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (authorization !== undefined) lines.push(`Proxy-Authorization: ${authorization}`);
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const settle = (reason?: Error) => {
      socket.off("data", read).off("error", settle).off("close", closed);
      socket.pause();
      if (reason) reject(reason);
      else resolve();
    };
    const closed = () => settle(Object.assign(new Error("it closed the connection"), { code: "ECONNRESET" }));
    const read = (part: Buffer) => {
      answer = Buffer.concat([answer, part]);
      const end = answer.indexOf("\r\n\r\n");
      if (end < 0) {
        if (answer.length > ANSWER_BYTES_MAX) settle(new Error("it does not speak HTTP"));
        return;
      }
      const [status = ""] = answer.toString("latin1", 0, end).split("\r\n");
      const rest = answer.subarray(end + 4);
      const granted = /^HTTP\/1\.[01] 2\d\d( |$)/.test(status);
      settle(granted ? undefined : new Error(`it answered "${status.slice(0, 200)}"`));
      if (granted && rest.length > 0) socket.unshift(rest);
    };
    socket.on("data", read).on("error", settle).on("close", closed);
  });
}
