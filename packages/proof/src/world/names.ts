import { randomBytes } from "node:crypto";
import { newId } from "@outstation/kit/ids";
import { makeSecretToken } from "@outstation/kit/secret-token";

/** By what the things of one tenant are named in questions to the platform. */
export type Names = {
  readonly tenantId: string;
  readonly slug: string;
  readonly tenantName: string;
  /** Of a member who is no owner. */
  readonly accountId: string;
  readonly email: string;
  readonly ownerEmail: string;
  readonly spareEmail: string;
  /** A session of that member. */
  readonly sessionId: string;
  readonly siteId: string;
  readonly siteName: string;
  /** A site at which nothing stands. */
  readonly emptySiteId: string;
  readonly area: string;
  readonly deviceKey: string;
  readonly deviceId: string;
  readonly gatewayKey: string;
  readonly point: string;
  /** A type of device that has a schema. */
  readonly deviceType: string;
  /** Of a certificate, where devices could enrol. */
  readonly serial: string;
  /** Of a message in quarantine, where devices could say one. */
  readonly quarantineId: string;
  /** Of readings, asked for and over. */
  readonly exportId: string;
  /** A command that waits for its device. */
  readonly commandId: string;
  /** Of firmware, published; a draft; and a rollout that is not over. */
  readonly releaseId: string;
  readonly draftReleaseId: string;
  readonly rolloutId: string;
  /** A device's own part of that rollout: where it fetches its firmware. */
  readonly updateId: string;
  readonly invitationId: string;
  readonly grantId: string;
  readonly invitationToken: string;
  readonly resetToken: string;
  readonly signUpToken: string;
  readonly claimToken: string;
};

/** In every text that one party writes, and in no other's: letters and digits only, so that it fits every grammar. */
export const newMark = (letter: string): string => `canary${letter}${randomBytes(5).toString("hex")}`;

/** Names of the same shape as a party's, of things that are nobody's. */
export function missingNames(letter = "x"): Names {
  const mark = newMark(letter);
  const slug = `proof-${letter}-${mark.slice(-10)}`;
  return {
    tenantId: newId(),
    slug,
    tenantName: `tenant-${mark}`,
    accountId: newId(),
    email: `viewer-${mark}@proof.invalid`,
    ownerEmail: `owner-${mark}@proof.invalid`,
    spareEmail: `spare-${mark}@proof.invalid`,
    sessionId: newId(),
    siteId: newId(),
    siteName: `Site ${mark}`,
    emptySiteId: newId(),
    area: `Hall ${mark}`,
    deviceKey: `dev-${mark}`,
    deviceId: newId(),
    gatewayKey: `gw-${mark}`,
    point: `p-${mark}`,
    deviceType: `type-${mark}`,
    serial: randomBytes(16).toString("hex"),
    quarantineId: `telemetry-quarantine:${randomBytes(1).readUInt8() % 8}:${randomBytes(4).readUInt32BE()}`,
    exportId: newId(),
    commandId: newId(),
    releaseId: newId(),
    draftReleaseId: newId(),
    rolloutId: newId(),
    updateId: newId(),
    invitationId: newId(),
    grantId: newId(),
    invitationToken: makeSecretToken(),
    resetToken: makeSecretToken(),
    signUpToken: makeSecretToken(),
    claimToken: `${slug}.${makeSecretToken()}`,
  };
}

/** A secret that is nearly the given one: what a guesser who is close would try. */
export const almost = (secret: string): string =>
  `${secret.slice(0, -5)}${secret.endsWith("AAAAA") ? "BBBBB" : "AAAAA"}`;
