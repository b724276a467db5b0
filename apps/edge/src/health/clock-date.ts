import { request } from "node:https";
import { connect as connectTls } from "node:tls";
import type { Clock } from "@outstation/kit/clock";
import { hostOf, openTcp, type SiteProxy } from "../uplink/proxy";
import type { ClockMeasurement } from "./clock-sntp";

const TIMEOUT_MS = 10_000;
/** `Date` has whole seconds (RFC 9110, 5.6.7): on average half of one is cut off. */
const CUT_OFF_MS = 500;

/**
 * Asks the platform for the time by the `Date` of any answer, on a connection of its own. Costs some 4 kB; it is for sites
 * where no time server can be reached. A server whose certificate our clock calls ended or not yet valid is not believed.
 * @throws Error where there is no answer, or one without a date
 */
export async function askPlatform(
  url: URL,
  { ca, proxy }: { readonly ca: string; readonly proxy?: SiteProxy | undefined },
  clock: Clock,
): Promise<ClockMeasurement> {
  const host = hostOf(url);
  const tcp = await openTcp({ host, port: Number(url.port || 443) }, proxy);
  const socket = connectTls({ socket: tcp, host, ca, minVersion: "TLSv1.2" });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("secureConnect", resolve);
      socket.once("error", reject);
    });
    const begun = performance.now();
    const sentAt = clock.now();
    const date = await new Promise<string | undefined>((resolve, reject) => {
      const asking = request(url, { method: "HEAD", timeout: TIMEOUT_MS, createConnection: () => socket }, (response) =>
        resolve(response.resume().headers.date),
      );
      asking.on("timeout", () => asking.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
      asking.on("error", reject).end();
    });
    const tripMs = performance.now() - begun;
    const said = Date.parse(date ?? "");
    if (Number.isNaN(said)) throw new Error("an answer without a date");
    return { offsetMs: sentAt + tripMs / 2 - (said + CUT_OFF_MS), uncertaintyMs: CUT_OFF_MS + tripMs / 2 };
  } finally {
    socket.destroy();
  }
}
