import { X509Certificate } from "node:crypto";
import type { RenewalResponse } from "@outstation/contracts/edge/enrolment";
import { type Lifetime, RENEWAL_GRACE_MS, renewableFrom } from "@outstation/contracts/edge/lifetime";
import type { Clock } from "@outstation/kit/clock";
import { Fault, fault } from "@outstation/kit/fault";
import type { Logger } from "@outstation/kit/logger";
import type { SiteProxy } from "../uplink/proxy";
import { openNextKey, settleNextKey } from "./device-key";
import { checkCertificate, type Identity, writeIdentity } from "./kept-identity";
import { askForLateRenewal, askForRenewal } from "./renewal-client";

const CHECK_EVERY_MS = 3_600_000;

/** `in time` over mutual TLS, `late` with a signature of the key whose certificate has ended; `over` needs a new claim. */
export type Way = "not yet" | "in time" | "late" | "over";

export function wayToRenew(life: Lifetime, now: number): Way {
  if (now < renewableFrom(life)) return "not yet";
  if (now < life.notAfter) return "in time";
  return now < life.notAfter + RENEWAL_GRACE_MS ? "late" : "over";
}

export function lifetimeOf(certificate: string): Lifetime {
  const { validFrom, validTo } = new X509Certificate(certificate);
  return { notBefore: Date.parse(validFrom), notAfter: Date.parse(validTo) };
}

/**
 * Renews the device's certificate when it is time: a new key pair, the same name. The new pair replaces the old one on the disk
 * in one rename, after it was checked; until then the old one is what the device is.
 * @returns the new identity, or null while it is not time
 * @throws Fault `renewal.over`, `renewal.refused`, `renewal.nowhere`, `enrolment.bad_answer`: it needs a person
 * @throws Error for everything that may pass
 */
export async function renewIfDue(
  dataDir: string,
  identity: Identity,
  now: number,
  proxy?: SiteProxy,
): Promise<Identity | null> {
  const life = lifetimeOf(identity.certificate);
  const way = wayToRenew(life, now);
  if (way === "not yet") return null;
  if (way === "over")
    throw fault(
      "renewal.over",
      `This device's certificate ended on ${new Date(life.notAfter).toISOString()}, over 30 days ago. Enrol it with a new claim.`,
    );
  const next = await openNextKey(dataDir);
  const answer = await ask(identity, next.certificateRequest, { way, proxy });
  const { rootCertificate } = identity;
  checkCertificate(answer, { identity, privateKey: next.privateKey, rootCertificate });
  const { privateKey: _, ...kept } = identity;
  const renewed = { ...kept, ...answer };
  await writeIdentity(dataDir, renewed);
  await settleNextKey(dataDir, renewed.certificate);
  return { ...renewed, privateKey: next.privateKey };
}

type Door = { readonly way: "in time" | "late"; readonly proxy: SiteProxy | undefined };

async function ask(identity: Identity, request: string, { way, proxy }: Door): Promise<RenewalResponse> {
  if (way === "late") return askForLateRenewal(identity, request, proxy);
  try {
    return await askForRenewal(identity, request, proxy);
  } catch (reason) {
    // A TLS server that finds our certificate ended breaks the connection off. Then our clock is behind, and the other door
    // is the right one; it decides by its own clock.
    if (reason instanceof Fault || !wasBrokenOff(reason)) throw reason;
    return askForLateRenewal(identity, request, proxy);
  }
}

function wasBrokenOff(reason: unknown): boolean {
  const { code } = reason as { code?: unknown };
  return code === "ECONNRESET" || code === "EPIPE" || (typeof code === "string" && code.startsWith("ERR_SSL_"));
}

export type Renewal = {
  /** Looks now; resolves when that is done, whatever came of it. */
  check(): Promise<void>;
  stop(): void;
};

/** Keeps the device's certificate renewed: looks now and every hour. */
export function startRenewal(options: {
  readonly dataDir: string;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly proxy?: SiteProxy | undefined;
  readonly onRenewed: (identity: Identity) => void;
}): Renewal {
  const { dataDir, clock, logger } = options;
  let identity = options.identity;
  let checking: Promise<void> | null = null;
  const look = async () => {
    try {
      const renewed = await renewIfDue(dataDir, identity, clock.now(), options.proxy);
      if (renewed === null) return;
      identity = renewed;
      logger.info({ notAfter: new Date(lifetimeOf(renewed.certificate).notAfter) }, "certificate renewed");
      options.onRenewed(renewed);
    } catch (reason) {
      const notAfter = new Date(lifetimeOf(identity.certificate).notAfter);
      // Said every hour as long as it lasts: the device goes dark on that day.
      logger.warn({ notAfter, reason: String(reason) }, "certificate not renewed; it is tried again in an hour");
    }
  };
  const check = () => {
    checking ??= look().finally(() => {
      checking = null;
    });
    return checking;
  };
  const timer = setInterval(check, CHECK_EVERY_MS);
  void check();
  return { check, stop: () => clearInterval(timer) };
}
