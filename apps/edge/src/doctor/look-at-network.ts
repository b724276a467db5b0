import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { StopReason } from "@outstation/contracts/edge/enrolment";
import { commonNameOf } from "@outstation/contracts/mqtt/identity";
import { upTopic } from "@outstation/contracts/mqtt/topics";
import type { KeptIdentity } from "../identity/kept-identity";
import { whyStopped } from "../identity/why-stopped";
import { openBrokerLink } from "../uplink/broker-link";
import { hostOf, openTcp, type SiteProxy } from "../uplink/proxy";
import { bad, type Finding, ok, textOf, warning } from "./finding";

const PORTS: Readonly<Record<string, number>> = { "mqtts:": 8883, "https:": 443 };
const TLS_TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const FEW_DAYS = 7;

/** What a stop means on site, and what to do. */
const ADVICE: Readonly<Record<StopReason, string>> = {
  clock: "a certificate is out of its dates by this machine's clock: set the clock",
  dns: "the name is not found: look at this machine's name servers",
  port: "nobody answers there: a firewall may be in between, or EDGE_PROXY missing",
  ca: "whoever answers is not the platform this device enrolled with: something opens TLS in between, or the address is another's",
  acl: "the platform does not let this device in: its certificate was revoked, or the device retired",
  refused: "the platform says no",
  other: "it failed",
};
const explain = (reason: unknown) => {
  const { reason: word, detail } = whyStopped(reason);
  return `${ADVICE[word]} (${detail})`;
};

/** Name, port and certificate of one of the platform's servers, each in its turn: the first that fails explains the rest. */
export async function lookAtServer(
  server: { readonly what: string; readonly url: string },
  { identity, proxy }: { readonly identity: KeptIdentity; readonly proxy: SiteProxy | undefined },
): Promise<Finding[]> {
  const url = new URL(server.url);
  const target = { host: hostOf(url), port: Number(url.port || PORTS[url.protocol] || 443) };
  const findings: Finding[] = [];
  const name = `${target.host}:${target.port}`;
  try {
    // Through a proxy it is the proxy that resolves names.
    if (proxy === undefined && isIP(target.host) === 0) {
      const { address } = await lookup(target.host);
      findings.push(ok(`${server.what} name`, `${target.host} is ${address}`));
    }
    const tcp = await openTcp(target, proxy);
    findings.push(
      ok(`${server.what} port`, `${target.port} answers${proxy === undefined ? "" : " through the proxy"}`),
    );
    const tls = connectTls({ socket: tcp, host: target.host, ca: identity.rootCertificate, minVersion: "TLSv1.2" });
    try {
      await secured(tls);
      findings.push(viewChain(server.what, tls));
    } finally {
      tls.destroy();
    }
  } catch (reason) {
    findings.push(bad(server.what, `${name}: ${explain(reason)}`));
  }
  return findings;
}

async function secured(tls: TLSSocket): Promise<void> {
  tls.setTimeout(TLS_TIMEOUT_MS, () =>
    tls.destroy(Object.assign(new Error("it does not speak TLS"), { code: "ETIMEDOUT" })),
  );
  await new Promise<void>((resolve, reject) => {
    tls.once("secureConnect", resolve);
    tls.once("error", reject);
    tls.once("close", () => reject(Object.assign(new Error("it broke the connection off"), { code: "ECONNRESET" })));
  });
}

function viewChain(what: string, tls: TLSSocket): Finding {
  const { subject, issuer, valid_to: validTo } = tls.getPeerCertificate();
  const days = Math.floor((Date.parse(validTo) - Date.now()) / DAY_MS);
  const says = `${tls.getProtocol()}, ${String(subject.CN ?? "no name")} of ${String(issuer.CN)}, ${days} days left`;
  return days < FEW_DAYS ? warning(`${what} certificate`, says) : ok(`${what} certificate`, says);
}

/** Logs in at the broker as the gateway would, and leaves again. */
export async function lookAtLogin(
  identity: KeptIdentity,
  privateKey: string,
  proxy: SiteProxy | undefined,
): Promise<Finding> {
  const what = "broker login";
  const credentials = {
    brokerUrl: identity.brokerUrl,
    clientId: commonNameOf(identity),
    rootCertificate: identity.rootCertificate,
    certificateChain: [identity.certificate, ...identity.chain].join("\n"),
    privateKey,
    proxy,
  };
  const will = { topic: upTopic(identity, "status"), payload: JSON.stringify({ online: false }) };
  try {
    const link = await openBrokerLink(credentials, will, new AbortController().signal);
    await link.leave(1000);
    return ok(what, `the broker lets ${credentials.clientId} in`);
  } catch (reason) {
    return bad(what, `${explain(reason)}${privateKey === "" ? "; the device's key is missing" : ""}`);
  }
}

/** Whether a port of the site answers. @returns null, or what went wrong. */
export async function reach(host: string, port: number): Promise<string | null> {
  try {
    (await openTcp({ host, port }, undefined)).destroy();
    return null;
  } catch (reason) {
    return textOf(reason);
  }
}
